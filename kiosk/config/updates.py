"""The values of remote updates: part of the one table in `tree`.

No page sets them: the updater reads them before anything else, and the admin's settings lie in a
database that it does not open. None of them is a secret, and none may become one.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.config.declaring import setting

CHANNELS = ("stable", "beta")
_BECAUSE = "The updater reads it before the database that pages write to is open."
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


@dataclass(frozen=True, slots=True)
class UpdateConfig:
    """Updates over the network, signed by the maintainers."""

    url: str = setting(
        "",
        "Folder of a web server that releases are published in, such as "
        "https://updates.example.org/kiosk. Empty: no remote updates.",
        pattern=r"|https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?",
        pattern_words="empty, or an address that begins with http:// or https:// and has no user, "
        "password or question mark in it",
        by_admin=False,
        because=_BECAUSE,
        from_afar=False,
    )
    channel: str = setting(
        "stable",
        "Which releases this box takes.",
        choices=CHANNELS,
        by_admin=False,
        because=_BECAUSE,
    )
    group: str = setting(
        "",
        "The group of boxes whose configuration from afar this one takes. Empty: none.",
        pattern=r"|[a-z0-9][a-z0-9-]{0,39}",
        pattern_words="empty, or at most 40 small letters, digits and hyphens",
        by_admin=False,
        because=_BECAUSE,
        from_afar=False,
    )
    quiet_hours: str = setting(
        "22:00-06:00",
        "Only between these two times of the box's own clock updates are made by themselves. "
        "Empty: at any time. The staff's button asks at any time.",
        pattern=rf"|(?!(.{{5}})-\1){_TIME}-{_TIME}",
        pattern_words="empty, or two different times such as 22:00-06:00",
        by_admin=False,
        because=_BECAUSE,
    )
    automatic: bool = setting(
        True,
        "Update without being asked. Off: only the staff's button does.",
        by_admin=False,
        because=_BECAUSE,
    )

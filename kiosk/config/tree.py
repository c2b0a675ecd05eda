"""Every configuration value of the kiosk, with default, meaning, unit and limits.

This is the one table: `docs/configuration.md`, the checks and the settings page follow it.
Numbers that decide verdicts are not here but in the scoring's protocol: they belong to the
version, not to a site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk import paths
from kiosk.config.care import HealthConfig, IdleConfig
from kiosk.config.declaring import setting
from kiosk.config.hardware import CameraConfig, GpioConfig
from kiosk.config.updates import UpdateConfig

AUTO = "auto"
"""In place of a model's name: what this board was measured to be fit for."""
ONE_STAGE = "none"
"""In place of the second model's name: there is none."""

LANGUAGES = ("en", "es", "de", "fr")
"""Those that the message catalogues have."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The pose network."""

    name_or_path: str = setting(
        AUTO,
        f"The MoveNet model: {', '.join(paths.MODEL_FILES)}, or the path of a .tflite file. auto "
        "takes the best that this board keeps up with, by its own measuring (docs/board.md).",
        pattern=f"{AUTO}|" + "|".join(paths.MODEL_FILES) + "|.*[./].*",
        pattern_words=f'{AUTO}, {", ".join(paths.MODEL_FILES)} or a path holding "/" or "."',
        from_afar=False,
    )
    second_name_or_path: str = setting(
        AUTO,
        "The larger model that looks again at the bottom of each counted squat, while the member "
        "rises or rests; auto takes it where this board is done in time, none leaves it at the "
        "first look.",
        pattern=f"{AUTO}|{ONE_STAGE}|" + "|".join(paths.MODEL_FILES) + "|.*[./].*",
        pattern_words=f"{AUTO}, {ONE_STAGE}, {', '.join(paths.MODEL_FILES)} or a path holding "
        '"/" or "."',
        from_afar=False,
    )
    runtime: str = setting(
        "auto",
        "Library that runs the model; auto takes LiteRT where it is installed.",
        choices=("auto", "litert", "tflite-runtime"),
        from_afar=False,
    )
    threads: int = setting(
        0,
        "Processor threads of the model; 0 takes as many as this board's measuring says, without "
        "one half of the processors, and leaves the rest to the pages and the browser.",
        unit="threads",
        low=0,
        high=8,
        from_afar=False,
    )


@dataclass(frozen=True, slots=True)
class CuesConfig:
    """What members hear."""

    quiet: bool = setting(
        False, "No sound at all, spoken or from the screen either; light and screen stay."
    )


@dataclass(frozen=True, slots=True)
class ScreenConfig:
    """The member's screen."""

    language: str = setting(
        "en", "Language of the screen and of what is spoken.", choices=LANGUAGES
    )
    offered_languages: tuple[str, ...] = setting(
        (),
        "Languages that the waiting screen shows in turn; whoever steps on while one shows has "
        "chosen it. Empty: only screen.language.",
        pattern="|".join(LANGUAGES),
        pattern_words=f"a list of {', '.join(LANGUAGES)}",
    )
    picture: bool = setting(
        False,
        "Show the member the mirrored camera picture behind the stick figure. It is shown on the "
        "kiosk's own screen only and never stored.",
    )
    sound: bool = setting(False, "Play the cues through the screen's loudspeaker too.")


@dataclass(frozen=True, slots=True)
class SpeechConfig:
    """Spoken instructions."""

    enabled: bool = setting(False, "Speak the instructions through the system's loudspeaker.")
    words_per_minute: int = setting(
        150, "How fast is spoken.", unit="words a minute", low=80, high=300
    )


@dataclass(frozen=True, slots=True)
class ShareConfig:
    """The result on the member's own phone."""

    enabled: bool = setting(
        False,
        "Show a QR code beside a result that opens it on the member's phone. Needs web.host open "
        "to the network that phones are in.",
    )
    minutes: int = setting(15, "How long such a link works.", unit="minutes", low=1, high=1440)
    address: str = setting(
        "",
        "How phones reach this box, such as http://kiosk.local:8080. Empty: the first of "
        "web.host_names with web.port.",
        pattern=r"|https?://[A-Za-z0-9.:\[\]-]+",
        pattern_words="empty, or an address such as http://kiosk.local:8080 without a path",
    )


_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
"""One part of a host name (RFC 1123): a certificate cannot name others."""
_FILES = "It names a file of the box, which whoever sits at a page does not choose."


@dataclass(frozen=True, slots=True)
class WebConfig:
    """The pages."""

    host: str = setting(
        "127.0.0.1",
        "Address to listen on. 127.0.0.1 is this box only; 0.0.0.0 opens it to the network.",
        pattern=r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+",
        pattern_words="an IP address or host name, without http:// and without a port",
        from_afar=False,
    )
    port: int = setting(
        8080,
        "Port to listen on; 0 takes any free one.",
        unit="port",
        low=0,
        high=65535,
        from_afar=False,
    )
    host_names: tuple[str, ...] = setting(
        (),
        "Further names under which browsers may open the pages, such as kiosk.example.org.",
        pattern=rf"{_LABEL}(\.{_LABEL})*",
        pattern_words="a list of host names, each without http:// and without a port",
    )
    session_hours: int = setting(
        12, "How long staff stay signed in at most.", unit="hours", low=1, high=168
    )
    idle_minutes: int = setting(
        30,
        "How long staff stay signed in while nobody touches anything.",
        unit="minutes",
        low=1,
        high=1440,
    )
    lan: bool = setting(
        False,
        "Let staff and programs in from the local network, over TLS. On an installed box the "
        "service manager has to let them in too: sudo systemd/install --lan (docs/network.md).",
        from_afar=False,
    )
    lan_port: int = setting(
        8443,
        "Port of web.lan; 0 takes any free one.",
        unit="port",
        low=0,
        high=65535,
        from_afar=False,
    )
    certificate: str = setting(
        "",
        "The file of your own certificate, with what is between it and its root (PEM). Empty: the "
        "box makes one for itself.",
        pattern=r"|.*/.*",
        pattern_words="empty, or the path of a file",
        by_admin=False,
        from_afar=False,
        because=_FILES,
    )
    certificate_key: str = setting(
        "",
        "The file of its key (PEM, without a password), which the kiosk's user may read.",
        pattern=r"|.*/.*",
        pattern_words="empty, or the path of a file",
        by_admin=False,
        from_afar=False,
        because=_FILES,
    )


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """The results."""

    path: Path = setting(  # noqa: RUF009 (it is dataclasses.field under another name)
        paths.STORE_FILE,
        "The results database. Set in the file only: the admin's settings lie inside it.",
        by_admin=False,
        because="What is set here is kept in that very database.",
        from_afar=False,
    )
    keep_months: int = setting(
        12,
        "Checks older than this are deleted by themselves, once a week, while nobody is on the "
        "spot and the clock is sure. 0 keeps them until somebody deletes them.",
        unit="months",
        low=0,
        high=120,
    )


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """The member's check."""

    reps: int = setting(
        5, "Counted reps asked of each leg; under 3 nothing is sure.", unit="reps", low=3, high=10
    )
    welcome_s: int = setting(
        3,
        "Standing still this long, with the welcome on the screen, begins the check.",
        unit="seconds",
        low=0,
        high=20,
    )
    practice_reps: int = setting(
        1, "Practice reps before the counted ones of the first leg.", unit="reps", low=0, high=3
    )


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, one attribute for each section of `kiosk.toml`."""

    camera: CameraConfig = field(default_factory=CameraConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    gpio: GpioConfig = field(default_factory=GpioConfig)
    cues: CuesConfig = field(default_factory=CuesConfig)
    screen: ScreenConfig = field(default_factory=ScreenConfig)
    speech: SpeechConfig = field(default_factory=SpeechConfig)
    share: ShareConfig = field(default_factory=ShareConfig)
    web: WebConfig = field(default_factory=WebConfig)
    store: StoreConfig = field(default_factory=StoreConfig)
    check: CheckConfig = field(default_factory=CheckConfig)
    health: HealthConfig = field(default_factory=HealthConfig)
    idle: IdleConfig = field(default_factory=IdleConfig)
    update: UpdateConfig = field(default_factory=UpdateConfig)

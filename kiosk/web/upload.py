"""The one request that is larger than a form: a backup that comes back.

Decides that it is written to the store's own folder as it arrives, never into memory, and that it
is gone when the request is over. It is read only after `access` has let its sender pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

from flask import Blueprint, Request, abort, current_app, g, request

from kiosk.web.ports import ResultsReader

PATH = "/staff/stored/restore"
ENDPOINT = "restoring.receive"
LARGEST_UPLOAD_BYTES = 4 * 1024**3
"""Backups are packed: ten years of a busy gym. Our choice."""

blueprint = Blueprint("upload", __name__)


def allow_a_large_one() -> None:
    """Run before a request's body is read, once its sender may do what it asks for."""
    if request.endpoint == ENDPOINT:
        request.max_content_length = LARGEST_UPLOAD_BYTES


class KioskRequest(Request):
    """As Flask's, but for the place of that one file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Where a file in a form is written to. Only one, and only there, may be large."""
        if self.endpoint == ENDPOINT and "uploaded" in g:
            abort(413, "One file at a time: choose the backup alone.")
        if self.endpoint != ENDPOINT:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        results: ResultsReader = current_app.extensions["kiosk_results"]
        g.uploaded = results.care.backups.receive(total_content_length or 0)
        g.upload = g.uploaded.open("w+b")
        file: IO[bytes] = g.upload
        return file


def uploaded() -> Path | None:
    """The file that came with this request, all of it written; None when there was none."""
    found: Path | None = g.get("uploaded")
    if found is None:
        return None
    g.upload.flush()
    return found if found.stat().st_size else None


@blueprint.teardown_app_request
def _forget(_error: BaseException | None) -> None:
    found: Path | None = g.pop("uploaded", None)
    if found:
        found.unlink(missing_ok=True)
        if "upload" in g:
            g.pop("upload").close()

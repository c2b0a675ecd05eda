"""Taking a backup away and bringing one back: verified first, put in place when asked again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.errors import InputError, StoreError
from kiosk.web.access import open_to
from kiosk.web.staff import stored_view
from kiosk.web.staff.audit import note
from kiosk.web.staff.stored_page import care, now, page, results
from kiosk.web.upload import uploaded

NO_FILE = "Choose the file of a backup first."
NOT_READY = "No backup lies ready any more: choose its file again."
Answer = AnyResponse | tuple[str, int] | str

blueprint = Blueprint("restoring", __name__, url_prefix="/staff/stored")


@blueprint.post("/backup")
@open_to("admin")
def backup() -> Answer:
    """One file with everything, verified before its first byte is sent."""
    with ExitStack() as making:
        try:
            made = making.enter_context(care().backups.copied(now()))
        except StoreError as error:
            if error.mend != "wait":
                raise
            return page(problem=str(error)), 409
        note("backup.made", count=made.facts.checks)
        until_sent = making.pop_all()

    def pieces() -> Iterator[bytes]:
        with until_sent:
            yield from made.pieces()

    response = Response(pieces(), mimetype="application/zip")
    name = f"kiosk-backup-{now().utc:%Y-%m-%d-%H%M}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(until_sent.close)  # also where nobody takes the first piece
    return response


@blueprint.post("/restore")
@open_to("admin")
def receive() -> Answer:
    """Verify the backup that was sent, and lay it ready."""
    file = uploaded()
    if file is None:
        return _choose(NO_FILE), 400
    try:
        care().backups.stage(file)
    except InputError as error:
        return _choose(str(error)), 400
    return redirect(url_for("restoring.look"), 303)


@blueprint.get("/restore")
@open_to("admin")
def look() -> str:
    """What lies ready, beside what is stored now; else the form for a backup's file.

    Works with a damaged store too: this is how it is mended.
    """
    return _choose(None)


def _choose(problem: str | None) -> str:
    return render_template(
        "staff/restore.html",
        staged=stored_view.backup_view(care().backups.staged()),
        unreadable=care().backups.lies_unreadable(),
        stored=_stored_now(),
        problem=problem,
    )


@blueprint.post("/restore/confirm")
@open_to("admin")
def confirm() -> Answer:
    """Put it in place."""
    staged = care().backups.staged()
    if staged is None:
        return _choose(NOT_READY), 404
    try:
        care().backups.restore(now(), request.form.get("sha256", ""))
    except InputError as error:
        return _choose(str(error)), 409
    note("store.restored", count=staged.checks)
    return redirect(url_for("stored.stored", done="restored", count=staged.checks), 303)


@blueprint.post("/restore/cancel")
@open_to("admin")
def cancel() -> Answer:
    """Throw it away."""
    care().backups.unstage()
    return redirect(url_for("stored.stored", done="cancelled"), 303)


@blueprint.post("/kept")
@open_to("admin")
def kept() -> Answer:
    """Bring back, or delete, what was kept when a backup came back."""
    name = request.form.get("name", "")
    try:
        if request.form.get("what") == "delete":
            care().backups.remove_kept(name)
            note("store.kept-deleted")
            return redirect(url_for("stored.stored", done="kept"), 303)
        care().backups.stage_kept(name)
    except InputError as error:
        return page(problem=str(error)), 404
    return redirect(url_for("restoring.look"), 303)


def _stored_now() -> str | None:
    """How many checks there are; None where the store is too damaged to say."""
    try:
        return stored_view.checks(results().counts().checks)
    except StoreError:
        return None

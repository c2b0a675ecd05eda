"""The page of safe mode: says what failed and what to do, on the kiosk's own port.

Runs while kiosk.service is down for good (too many failures in a row). Decides words and looks
of this one page; when the kiosk is tried again is kiosk-retry.timer's. Standard library alone,
for the system's python3: it must work when nothing else of the kiosk does.
"""

from __future__ import annotations

import base64
import hashlib
import html
import ipaddress
import json
import socket
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CONFIG_FILE = Path("/etc/kiosk/kiosk.toml")
RUNTIME = Path("/run/kiosk")
RETRY_S = 600.0
"""As kiosk-retry.timer has it."""
LONGEST_WORDS = 400

RESULTS = {
    "watchdog": "No new picture came from the camera, or the program hung.",
    "oom-kill": "The box ran out of memory.",
    "timeout": "The kiosk took too long to start.",
    "signal": "The program was ended from outside.",
    "core-dump": "The program broke down.",
    "resources": "The box could not give the kiosk what it needs to start.",
}
"""systemd's word for the end of a service, for people."""
STATUSES = {
    "4": "A setting in kiosk.toml is wrong.",
    "5": "The file of the pose network is missing or damaged.",
    "6": "The camera is missing, in use or stopped.",
    "7": "The results cannot be read or written.",
    "8": "The light and the buzzer cannot be driven.",
    "9": "Another program stands on the kiosk's address.",
}
"""The kiosk's exit codes (kiosk/errors.py), for people."""

STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --ink: #14181d; --quiet: #454c55;
        --line: #b3400f; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101418; --ink: #f4f6f8; --quiet: #c3cad2; --line: #ffb27a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; align-items: center; background: var(--ground);
       color: var(--ink); font-family: system-ui, "DejaVu Sans", sans-serif; line-height: 1.35; }
main { padding: 5vmin 7vmin; border-inline-start: 2.5vmin solid var(--line); max-width: 100%;
       overflow-wrap: anywhere; }
h1 { font-size: max(9vmin, 2rem); line-height: 1.1; margin: 0 0 4vmin; }
p, li { font-size: max(4.6vmin, 1.2rem); margin: 0 0 2.2vmin; }
ol { padding-inline-start: 6vmin; margin: 0; }
.quiet { color: var(--quiet); font-size: max(3.4vmin, 1rem); }
"""
SCRIPT = """
setInterval(async () => {
  try {
    const answer = await fetch("/safe-mode", {cache: "no-store"});
    if (!answer.ok || await answer.text() !== "safe") { location.replace("/"); }
    else if (Date.now() - opened > 30000) { location.reload(); }
  } catch { /* nobody answers: the kiosk is being tried; ask again */ }
}, 3000);
const opened = Date.now();
"""


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; script-src {_hash(SCRIPT)}; "
    f"style-src {_hash(STYLE)}; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page stands and the names that it answers to."""

    host: str = "127.0.0.1"
    port: int = 8080
    names: frozenset[str] = frozenset({"localhost"})


def place_of(config_file: Path) -> Place:
    """The kiosk's own address; the default one wherever the file does not say it well."""
    try:
        web = tomllib.loads(config_file.read_text("utf-8")).get("web", {})
    except (OSError, ValueError, RecursionError):
        return Place()
    return _place(web) if isinstance(web, dict) else Place()


def _place(web: Mapping[str, Any]) -> Place:
    host, port, names = web.get("host"), web.get("port"), web.get("host_names")
    well = isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536
    listed = names if isinstance(names, list) else []
    known = {name.lower() for name in listed if isinstance(name, str)}
    return Place(
        host=host if isinstance(host, str) and host else Place().host,
        port=port if isinstance(port, int) and well else Place().port,
        names=frozenset(known | {"localhost"}),
    )


def host_allowed(header: str, names: frozenset[str]) -> bool:
    """Whether a Host header names this box: a plain address or one of `names`."""
    name = header[1:].split("]")[0] if header.startswith("[") else header.split(":")[0]
    if name.lower().rstrip(".") in names:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def what_failed(runtime: Path) -> str:
    """What is known about the failure, for people: the kiosk's last words, else systemd's.

    The words count only when the kiosk ended itself: after a watchdog they are of an older end.
    """
    try:
        end = json.loads(_read(runtime / "last-exit.json"))
    except (ValueError, RecursionError):
        end = {}
    result, status = (end.get("result"), end.get("status")) if isinstance(end, dict) else ("", "")
    if result in ("watchdog", "oom-kill", "timeout", "signal", "core-dump", "resources"):
        return RESULTS[result]
    said = _read(runtime / "last-words")[:LONGEST_WORDS] or STATUSES.get(str(status))
    return said or "The kiosk's program stopped several times in a row."


def _read(path: Path) -> str:
    try:
        return " ".join(path.read_text("utf-8", errors="replace").split())
    except OSError:
        return ""


def when_again(waited_s: float) -> str:
    """When the kiosk is tried again, `waited_s` seconds after the safe page came up."""
    minutes = int(-((waited_s - RETRY_S) // 60))
    if minutes < 1:
        return "It tries again by itself any moment now."
    return f"It tries again by itself in about {minutes} minute{'s' if minutes > 1 else ''}."


def page(failed: str, again: str) -> str:
    """The whole page; `failed` may hold anything."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>This kiosk needs help</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>
<body><main>
<h1>This kiosk needs help</h1>
<p>{html.escape(failed)}</p>
<ol><li>Please tell staff.</li>
<li>Staff: switch the power off, wait ten seconds, switch it on.</li>
<li>Still this page? Run <strong>kiosk check</strong> on the box: it names the mend.</li></ol>
<p class="quiet">{html.escape(again)} Results that were shown are kept.</p>
</main><script>{SCRIPT}</script></body></html>
"""


class SafePage(BaseHTTPRequestHandler):
    """Answers every request with the page, or with one word for its script."""

    server_version = "kiosk"
    sys_version = ""
    timeout = 10

    def __init__(
        self, *given: Any, place: Place, runtime: Path, waited_s: Callable[[], float]
    ) -> None:
        self._place, self._runtime, self._waited_s = place, runtime, waited_s
        super().__init__(*given)

    def do_GET(self) -> None:
        """The page at `/`, `safe` for its script, nothing else."""
        path = self.path.split("?")[0]
        if not host_allowed(self.headers.get("Host", ""), self._place.names):
            self._answer(400, "text/plain", "The kiosk does not answer to that name.\n")
        elif path == "/safe-mode":
            self._answer(200, "text/plain", "safe")
        elif path in ("/screen", "/ready", "/metrics", "/favicon.ico"):
            self._answer(503, "text/plain", "The kiosk is in safe mode.\n")
        else:
            text = page(what_failed(self._runtime), when_again(self._waited_s()))
            self._answer(200 if path == "/" else 503, "text/html", text)

    def do_HEAD(self) -> None:
        """As GET, without the page."""
        self.do_GET()

    def _answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        """Nothing: the page reloads itself for hours."""


class SafeServer(ThreadingHTTPServer):
    """One thread a request; a client that goes away is nobody's trouble."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: the browser asks again by itself."""


def server(place: Place, runtime: Path, waited_s: Callable[[], float]) -> SafeServer:
    """The page, listening; call `serve_forever`. Raises OSError where it cannot listen."""
    kind = type("SafeServer6", (SafeServer,), {"address_family": socket.AF_INET6})
    of_family = kind if ":" in place.host else SafeServer
    handler = partial(SafePage, place=place, runtime=runtime, waited_s=waited_s)
    made: SafeServer = of_family((place.host, place.port), handler)
    return made


def main() -> int:
    """Show the page until systemd stops it; 1 when the address cannot be listened on."""
    place, began_s = place_of(CONFIG_FILE), time.monotonic()
    try:
        page_server = server(place, RUNTIME, lambda: time.monotonic() - began_s)
    except OSError as error:
        print(f"The safe page cannot listen on {place.host} port {place.port}: {error}.")
        return 1
    print(f"Safe mode: the page on port {place.port} says: {what_failed(RUNTIME)}", flush=True)
    page_server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())

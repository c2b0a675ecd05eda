"""A visitor of the kiosk's pages over real HTTP: reads, signs in as staff, watches the mirror."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

PIN = "204816"
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
LIMIT_S = 20.0


class Visitor:
    """One browser's cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._open = urllib.request.build_opener(cookies).open

    def get(self, path: str) -> tuple[int, bytes, str]:
        """Status, content and Cache-Control of an answer."""
        return self._answer(urllib.request.Request(self.url + path))

    def post(self, path: str, form: str, **fields: str) -> int:
        """Send a form of ours with the token of the page `form`; the status in the end."""
        token = TOKEN.search(self.get(form)[1].decode())
        sent = urllib.parse.urlencode({"token": token[1] if token else "", **fields})
        return self._answer(urllib.request.Request(self.url + path, sent.encode()))[0]

    def choose_pin(self) -> int:
        """The first visit of staff."""
        return self.post("staff/first-pin", "staff/sign-in", pin=PIN, again=PIN)

    def sign_in(self) -> int:
        """Every later one."""
        return self.post("staff/sign-in", "staff/sign-in", pin=PIN)

    def sign_out(self) -> int:
        """Leave; the session is worthless."""
        return self.post("staff/sign-out", "staff/")

    def _answer(self, request: urllib.request.Request) -> tuple[int, bytes, str]:
        try:
            with self._open(request, timeout=LIMIT_S) as answer:
                return answer.status, answer.read(), answer.headers.get("Cache-Control", "")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read(), refused.headers.get("Cache-Control", "")


def watch_mirror(url: str, pictures: int) -> tuple[int, str]:
    """Look at the moving picture for so many pictures; how many came, and its Cache-Control."""
    where = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=LIMIT_S)
    seen = 0
    try:
        connection.request("GET", "/picture")
        answer = connection.getresponse()
        if answer.status != 200:
            return 0, ""
        while seen < pictures and (line := answer.readline()):
            seen += line.startswith(b"\xff\xd8\xff")
        return seen, answer.getheader("Cache-Control") or ""
    finally:
        connection.close()

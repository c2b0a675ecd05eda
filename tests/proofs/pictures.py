"""Knows a picture or a film when it is in a stream of bytes, whatever the file is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

AS_LARGE_AS_A_PICTURE = 24 * 1024
"""Bytes in one write. The smallest picture in the program, 192 x 192 x 3, is 110 kB, half of one
in grey 18 kB; the store writes pages of 4 kB, and a check's report has about 5 kB."""

SIGNATURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff[\xdb\xc0-\xc4\xe0-\xef\xfe]"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WebP or AVI": re.compile(rb"RIFF.{4}(WEBP|AVI )", re.DOTALL),
    "BMP": re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x38\x6c\x7c]\x00{3}", re.DOTALL),
    "TIFF": re.compile(rb"^(II\*\x00|MM\x00\*)"),
    "MP4, HEIF or AVIF": re.compile(
        rb"\x00\x00\x00.ftyp(isom|iso\d|mp4\d|avc1|M4V |qt  |he|mif1|avi)", re.DOTALL
    ),
    "Matroska or WebM": re.compile(rb"\x1a\x45\xdf\xa3"),
    "H.264": re.compile(rb"\x00\x00\x01[\x67\x27\x47\x07][\x42\x4d\x58\x64\x6e\x7a\xf4]"),
    "H.265": re.compile(rb"\x00\x00\x01\x40\x01\x0c"),
    "portable pixmap": re.compile(rb"^P[1-7]\s+(#.*\s)?\d+\s+\d+\s"),
    "NumPy array": re.compile(rb"\x93NUMPY"),
    "picture as text": re.compile(rb"data:(image|video)/|/9j/4[A-Q]|iVBORw0KGgo"),
}


def pictures_in(content: bytes) -> Iterator[str]:
    """What kinds of picture or film these bytes hold, or could hold by their size."""
    for kind, signature in SIGNATURES.items():
        if signature.search(content):
            yield kind
    if len(content) >= AS_LARGE_AS_A_PICTURE:
        yield f"{len(content)} bytes in one piece, as large as a raw picture"

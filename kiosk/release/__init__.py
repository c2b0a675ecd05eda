"""The maintainer's side of an update: builds a release, signs it, puts it where kiosks look.

`building` makes the archive, the rest keeps a TUF repository (root, targets, snapshot,
timestamp) in a folder that any static web server can serve. What a kiosk does with it is
`kiosk.update`'s matter; the ceremony around the keys is told in docs/release.md.
"""

from __future__ import annotations

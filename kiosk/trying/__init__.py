"""What a version says of itself before it is trusted with a box: `kiosk try`.

The updater, which is of another version, asks only through the words of `kiosk try` and the files
beside them (docs/updates.md). So what stands there is kept by every later version. One module for
each question; nothing here touches the results of members or the running kiosk.
"""

from __future__ import annotations

"""`python -m kiosk` is the `kiosk` command."""

from __future__ import annotations

from kiosk.cli import main

if __name__ == "__main__":
    main()

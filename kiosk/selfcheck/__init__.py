"""`kiosk check`: what the kiosk needs, whether it is there, and what to do where it is not.

    findings = examine(lambda: resolve(layers))
    print(table(findings, width=100))
    sys.exit(exit_code(findings))

One module for each thing looked at; each takes what it judges as arguments. `examine` is the
only one that meets the real machine. Nothing here changes anything.
"""

from __future__ import annotations

from kiosk.selfcheck.examine import examine
from kiosk.selfcheck.finding import Finding, State, exit_code, table

__all__ = ["Finding", "State", "examine", "exit_code", "table"]

"""Updates over the network: signed, proven before the switch, back by itself.

The network half (`offers` and what it stands on) verifies and unpacks; the engine (`engine`,
`steps`) proves a new version beside the running one, switches and goes back. Runs in an
environment of its own, outside the slots that it replaces.
"""

from __future__ import annotations

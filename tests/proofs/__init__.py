"""Long proofs of the running kiosk: no picture on disk, no result lost by a kill, no leak.

Runners for people (`python -m tests.proofs.traces`, `.kills`, `.soak`); the short forms are tests.
"""

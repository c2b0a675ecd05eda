"""The maintainer's side of updates, read back by the real python-tuf client."""

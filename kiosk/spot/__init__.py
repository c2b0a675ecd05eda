"""The spot on the floor: printing its mat, calibrating from it, keeping where it is."""

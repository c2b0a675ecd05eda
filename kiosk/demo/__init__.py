"""The demo: a rendered person on the kiosk's own clip, with the exact truth beside it."""

"""Tests of `kiosk try`: what a version says of itself."""

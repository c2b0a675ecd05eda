"""Tests of `kiosk analyze`: what it prints and writes."""

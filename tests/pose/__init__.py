"""Tests of finding a person in a picture."""

"""Tests of what a board is fit for."""

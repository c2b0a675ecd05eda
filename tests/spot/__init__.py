"""Tests of the spot: the mat, its print, the calibration and what shows a knocked camera."""

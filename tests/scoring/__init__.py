"""Tests of the pure core, on stick people with known angles and on recorded keypoints."""

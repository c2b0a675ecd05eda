"""Tests of the box's health."""

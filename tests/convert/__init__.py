"""Tests of recordings from elsewhere."""

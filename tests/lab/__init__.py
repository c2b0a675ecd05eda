"""The lab: rendered people doing single-leg squats, with exact truth for every frame.

A development extra with its own environment (see README.md). It decides what is shown and what
is true of it; how the kiosk reads the clip is not its business.
"""

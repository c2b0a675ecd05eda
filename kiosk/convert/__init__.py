"""Recordings from elsewhere: other tools' keypoint files become keypoint recordings.

Decides: how each foreign form is read, and what of it counts as missing. Leaves to others: our
own file format (`pose.recording`) and everything that is made of the points (`scoring`).
The forms and their options for people: docs/recordings.md.
"""

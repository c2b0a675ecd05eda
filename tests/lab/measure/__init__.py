"""The lab's judgement: `kiosk analyze` held against the truth of rendered clips.

Runs in the kiosk's own environment and knows of the kiosk its command, its JSON and the names of
its models.
"""

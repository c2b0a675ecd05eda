"""Setting up the camera and the spot: what staff see, set, and are told when it has moved."""

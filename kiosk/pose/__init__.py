"""From pictures to keypoints: framing, MoveNet, and recordings of keypoints."""

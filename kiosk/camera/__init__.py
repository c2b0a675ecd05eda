"""Where frames come from: Pi camera, USB camera, video file, keypoint recording."""

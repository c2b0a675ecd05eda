"""The camera adapter on the real picamera2 and libcamera (`make picamera2-test`)."""

"""What the kiosk's light and buzzer say, and how it reaches the pins."""

"""Agreement mode: a trainer rates squats before the kiosk shows what it says of them."""

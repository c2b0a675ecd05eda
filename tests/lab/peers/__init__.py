"""Other pose systems beside the kiosk, on the same clips. A development extra, never imported."""

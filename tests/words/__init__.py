"""The message catalogues against every sentence that the kiosk says."""

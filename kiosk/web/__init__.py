"""The kiosk's pages: the member screen with its live stream, and the staff pages.

Reads the shared `Live` state and the stored results (through `ports.ResultsReader`);
decides nothing about the check itself.
"""

-- Who did what to this kiosk, and when. Actions, numbers and counts: never a label or a name of a
-- member, because deleting a check does not reach in here.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    detail_json TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    at_utc TEXT NOT NULL,
    at_clock_sure INTEGER NOT NULL
) STRICT;

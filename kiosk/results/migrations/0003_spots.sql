-- Every spot that was ever set, by the mat or by hand. Rows are only added: going back to an
-- earlier spot adds a row that brings it back, so that the history stays whole.
CREATE TABLE spots (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    camera TEXT NOT NULL,
    record_json TEXT NOT NULL,
    brings_back INTEGER,
    set_utc TEXT NOT NULL,
    set_clock_sure INTEGER NOT NULL,
    set_by TEXT NOT NULL
) STRICT;

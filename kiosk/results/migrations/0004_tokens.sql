-- Keys of other programs (metrics). Only the hash of a key is here, so the store lets nobody in.
-- A revoked key keeps its row: who had access, and until when, stays readable.
CREATE TABLE tokens (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_utc TEXT NOT NULL,
    created_clock_sure INTEGER NOT NULL,
    used_day TEXT,
    revoked_utc TEXT
) STRICT;

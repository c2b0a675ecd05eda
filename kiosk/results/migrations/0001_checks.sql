-- The first schema. This file never changes; later numbers only ever add (schema.py says why).
-- No list of allowed words is checked here: a later version may add words, and an older
-- version must still be able to read what a newer one wrote.

CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kind TEXT NOT NULL,
    created_utc TEXT NOT NULL,
    created_clock_sure INTEGER NOT NULL
) STRICT;

-- One row for each check. `seq` is the order of starting whatever the wall clock says.
CREATE TABLE checks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    token TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    started_utc TEXT NOT NULL,
    started_monotonic_s REAL NOT NULL,
    started_boot_id TEXT NOT NULL,
    started_clock_sure INTEGER NOT NULL,
    ended_utc TEXT,
    ended_monotonic_s REAL,
    ended_boot_id TEXT,
    ended_clock_sure INTEGER,
    kiosk_version TEXT NOT NULL,
    protocol_version TEXT NOT NULL,
    model_name TEXT,
    model_sha256 TEXT,
    source_kind TEXT NOT NULL
) STRICT;

CREATE INDEX checks_by_state ON checks (state, seq);

-- What was painted while the check ran. `values_json` holds the scoring's Rep as the report
-- writes it, so that a new measure needs no new column; what SQL asks for stands apart.
CREATE TABLE reps (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number INTEGER,
    practice INTEGER NOT NULL,
    leg TEXT NOT NULL,
    counted INTEGER NOT NULL,
    values_json TEXT NOT NULL,
    PRIMARY KEY (check_seq, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE other_movements (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    refused_because TEXT NOT NULL,
    PRIMARY KEY (check_seq, position)
) STRICT, WITHOUT ROWID;

-- The report's answers, one row for each leg and kind of check, for lists and filters.
CREATE TABLE verdicts (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    leg TEXT NOT NULL,
    name TEXT NOT NULL,
    verdict TEXT NOT NULL,
    value_deg REAL,
    spread_deg REAL,
    events INTEGER,
    PRIMARY KEY (check_seq, leg, name)
) STRICT, WITHOUT ROWID;

-- Apart from `checks`, so that lists and counts do not read past these large texts.
CREATE TABLE reports (
    check_seq INTEGER PRIMARY KEY REFERENCES checks (seq) ON DELETE CASCADE,
    report_json TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value_json TEXT NOT NULL,
    set_utc TEXT NOT NULL,
    set_clock_sure INTEGER NOT NULL,
    set_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every change ever made to a setting; a NULL value means that it was not set.
CREATE TABLE settings_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    old_json TEXT,
    new_json TEXT,
    at_utc TEXT NOT NULL,
    at_clock_sure INTEGER NOT NULL,
    by_whom TEXT NOT NULL
) STRICT;

CREATE TABLE pins (
    role TEXT PRIMARY KEY,
    salt BLOB NOT NULL,
    scrypt_n INTEGER NOT NULL,
    scrypt_r INTEGER NOT NULL,
    scrypt_p INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

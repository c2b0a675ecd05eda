-- Checks that a trainer rates without seeing what the kiosk says, and what the kiosk says of each
-- squat. All of it goes with its check. While `veiled`, every reading leaves the check out (veil.py).
CREATE TABLE studies (
    check_seq INTEGER PRIMARY KEY REFERENCES checks (seq) ON DELETE CASCADE,
    rater TEXT,
    consent_utc TEXT,
    consent_clock_sure INTEGER,
    veiled INTEGER NOT NULL,
    released_utc TEXT
) STRICT;
CREATE INDEX studies_veiled ON studies (check_seq) WHERE veiled;

-- The trainer's. Nothing of the kiosk's is in it.
CREATE TABLE ratings (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    leg TEXT NOT NULL,
    number INTEGER NOT NULL,
    knee TEXT,
    pelvis TEXT,
    knee_by_hand_deg REAL,
    pelvis_by_hand_deg REAL,
    rated_utc TEXT NOT NULL,
    rated_clock_sure INTEGER NOT NULL,
    PRIMARY KEY (check_seq, leg, number)
) STRICT, WITHOUT ROWID;

-- The kiosk's, of each counted squat alone, kept at the end of the check.
CREATE TABLE study_reps (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    leg TEXT NOT NULL,
    number INTEGER NOT NULL,
    start_s REAL NOT NULL,
    bottom_s REAL NOT NULL,
    end_s REAL NOT NULL,
    knee TEXT NOT NULL,
    knee_deg REAL,
    knee_spread_deg REAL,
    pelvis TEXT NOT NULL,
    pelvis_deg REAL,
    pelvis_spread_deg REAL,
    PRIMARY KEY (check_seq, leg, number)
) STRICT, WITHOUT ROWID;

-- With the member's consent only: a keypoint recording (docs/recordings.md), zlib. No face points.
CREATE TABLE keypoint_recordings (
    check_seq INTEGER PRIMARY KEY REFERENCES checks (seq) ON DELETE CASCADE,
    frames INTEGER NOT NULL,
    jsonl_zlib BLOB NOT NULL
) STRICT;

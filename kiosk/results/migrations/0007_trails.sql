-- What a check looked like over time, in the pieces in which it was stored: one with each rep, one
-- at the end. `frames` is packed by trail_code.py.
CREATE TABLE trail_pieces (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    frames BLOB NOT NULL,
    PRIMARY KEY (check_seq, position)
) STRICT;

-- The body at the bottom of a rep, by the rep's position. Never a point of the face.
CREATE TABLE rep_bottoms (
    check_seq INTEGER NOT NULL REFERENCES checks (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    points_json TEXT NOT NULL,
    PRIMARY KEY (check_seq, position)
) STRICT;

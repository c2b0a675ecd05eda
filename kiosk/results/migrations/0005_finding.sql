-- Whose check it is, as staff typed it, and the same in the form in which labels are compared.
ALTER TABLE checks ADD COLUMN label TEXT;
ALTER TABLE checks ADD COLUMN label_key TEXT;

-- All that a list asks of a check, newest first, in a tenth of the table's pages: any filter is
-- one walk over it (`selecting.py`).
CREATE INDEX checks_to_find ON checks (seq, started_utc, state, label_key);

-- Which checks began between two moments. Not the order of the list: the wall clock may jump.
CREATE INDEX checks_by_start ON checks (started_utc);

-- The checks of one label, and the labels there are.
CREATE INDEX checks_by_label ON checks (label_key, seq) WHERE label_key IS NOT NULL;

-- The checks with a verdict, newest first, also of one leg or one kind of check.
CREATE INDEX verdicts_by_answer ON verdicts (verdict, check_seq, leg, name);

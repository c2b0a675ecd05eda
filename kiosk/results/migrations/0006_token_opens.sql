-- What a key opens: `metrics` alone, as every key made before this, or `results` too.
ALTER TABLE tokens ADD COLUMN opens TEXT NOT NULL DEFAULT 'metrics';

-- The network of the closer looks; null where a check was measured in one stage.
ALTER TABLE checks ADD COLUMN second_model_name TEXT;
ALTER TABLE checks ADD COLUMN second_model_sha256 TEXT;

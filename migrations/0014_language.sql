-- The language that a person chose for the portal; none: their browser chooses.
ALTER TABLE users ADD COLUMN language TEXT;

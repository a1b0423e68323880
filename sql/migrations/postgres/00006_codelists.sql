-- +goose Up

-- A practice's own code list: it stands beside the program's, or instead of
-- the one of its name.
CREATE TABLE code_lists (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  name        TEXT NOT NULL,
  version     TEXT NOT NULL,
  added_by    TEXT NOT NULL,
  added_at    TIMESTAMPTZ NOT NULL,
  doc         TEXT NOT NULL,
  PRIMARY KEY (practice_id, name)
);

-- What the columns of a layout hold, as a person has explained them once.
CREATE TABLE column_mappings (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  signature   TEXT NOT NULL,
  saved_by    TEXT NOT NULL,
  saved_at    TIMESTAMPTZ NOT NULL,
  doc         TEXT NOT NULL,
  PRIMARY KEY (practice_id, signature)
);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

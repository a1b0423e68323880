-- +goose Up

-- The list of the Ten Footsteps as a practice has edited it. Every version
-- stays: a session is named by the list that was in force when it was planned.
CREATE TABLE footstep_sets (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  version     TEXT NOT NULL,
  saved_at    TIMESTAMPTZ NOT NULL,
  saved_by    TEXT NOT NULL,
  doc         TEXT NOT NULL
);
CREATE UNIQUE INDEX footstep_sets_version ON footstep_sets (practice_id, version);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

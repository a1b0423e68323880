-- +goose Up

-- Tapering policies of a practice's own. A version is never written over but
-- for its status, and one version of a series is in use.
CREATE TABLE policies (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  series      TEXT NOT NULL,
  version     INTEGER NOT NULL,
  status      TEXT NOT NULL,
  doc         TEXT NOT NULL,
  saved_by    TEXT NOT NULL,
  saved_at    TIMESTAMPTZ NOT NULL,
  UNIQUE (practice_id, series, version)
);
CREATE UNIQUE INDEX policies_approved ON policies (practice_id, series) WHERE status = 'approved';

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

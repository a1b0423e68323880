-- +goose Up

-- Who has which record open to screen, so that two people who screen at once
-- are given different ones. A turn locks nothing: it ends with an answer, or
-- after a quarter of an hour.
CREATE TABLE screening_turns (
  participant_id TEXT PRIMARY KEY REFERENCES participants (id) ON DELETE CASCADE,
  practice_id    TEXT NOT NULL REFERENCES practices (id),
  staff_id       TEXT NOT NULL,
  taken_at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX screening_turns_practice ON screening_turns (practice_id, taken_at);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

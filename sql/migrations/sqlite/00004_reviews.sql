-- +goose Up

-- One live booking of a kind for a person, as there is one for a slot.
CREATE UNIQUE INDEX bookings_person ON bookings (participant_id, purpose) WHERE state = 'booked';

-- When somebody has arranged the next acute prescription; empty when nobody has.
ALTER TABLE plans ADD COLUMN next_acute TEXT NOT NULL DEFAULT '';

-- The change from repeat to acute prescribing, one list for a person in a cycle.
CREATE TABLE checklists (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  participant_id TEXT NOT NULL UNIQUE REFERENCES participants (id),
  unfinished     BOOLEAN NOT NULL,
  doc            BLOB NOT NULL,
  version        INTEGER NOT NULL,
  updated_at     DATETIME NOT NULL
);
CREATE INDEX checklists_unfinished ON checklists (practice_id, unfinished);

-- What became of a medicine, confirmed by a person. Rows are only added.
CREATE TABLE outcomes (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  cycle_id       TEXT NOT NULL REFERENCES cycles (id),
  participant_id TEXT NOT NULL REFERENCES participants (id),
  ingredient     TEXT NOT NULL,
  class          TEXT NOT NULL,
  result         TEXT NOT NULL,
  confirmed_on   TEXT NOT NULL,
  confirmed_by   TEXT NOT NULL,
  created_at     DATETIME NOT NULL
);
CREATE INDEX outcomes_cycle ON outcomes (practice_id, cycle_id);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

-- +goose Up

-- One row: which database this is, and how many calls to the network were ever
-- begun from it. The same number stands in a file outside the database, so that
-- a restored backup is seen by itself.
CREATE TABLE send_marks (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  database TEXT NOT NULL,
  sent     INTEGER NOT NULL DEFAULT 0
);

INSERT INTO send_marks (id, database) VALUES (1, lower(hex(randomblob(16))));

-- When each sender line is free again, in microseconds since 1970: every
-- process that sends takes its turn here, so that several share one rate.
CREATE TABLE send_turns (
  line    TEXT PRIMARY KEY,
  free_at INTEGER NOT NULL
);

-- Processes that send, and when each last said so.
CREATE TABLE workers (
  id      TEXT PRIMARY KEY,
  seen_at DATETIME NOT NULL
);

-- A pause that the program made by itself after a restored backup.
ALTER TABLE sending_pauses ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;

-- Which replies the practice was told of by email, and how often.
CREATE TABLE escalations (
  inbound_id  TEXT NOT NULL REFERENCES inbound (id),
  step        INTEGER NOT NULL,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  at          DATETIME NOT NULL,
  PRIMARY KEY (inbound_id, step)
);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

-- +goose Up

-- Whether the email of a step went: a step that was begun and not told is tried
-- again.
ALTER TABLE escalations ADD COLUMN told BOOLEAN NOT NULL DEFAULT FALSE;

-- What a practice changed in the reading of replies. Every version is kept.
CREATE TABLE reply_rules (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  version     INTEGER NOT NULL,
  saved_by    TEXT NOT NULL,
  saved_at    DATETIME NOT NULL,
  doc         BLOB NOT NULL,
  PRIMARY KEY (practice_id, version)
);

-- Who has which thread open, so that two colleagues know of each other.
-- thread is the person, or where nobody is known the reply.
CREATE TABLE reply_openings (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  thread      TEXT NOT NULL,
  staff_id    TEXT NOT NULL,
  at          DATETIME NOT NULL,
  PRIMARY KEY (practice_id, thread, staff_id)
);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

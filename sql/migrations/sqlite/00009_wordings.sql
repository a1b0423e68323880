-- +goose Up

-- What the texts and letters of a practice say. The words of a version are
-- never changed; only its state moves. At most one version is in use for a
-- kind, form and language, which the database keeps, too.
CREATE TABLE wordings (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  kind        TEXT NOT NULL,
  form        TEXT NOT NULL,
  language    TEXT NOT NULL,
  version     INTEGER NOT NULL,
  name        TEXT NOT NULL,
  state       TEXT NOT NULL,
  saved       INTEGER NOT NULL,
  doc         TEXT NOT NULL,
  written_at  DATETIME NOT NULL
);
CREATE UNIQUE INDEX wordings_version ON wordings (practice_id, kind, form, language, version);
CREATE UNIQUE INDEX wordings_name ON wordings (practice_id, name);
CREATE UNIQUE INDEX wordings_in_use ON wordings (practice_id, kind, form, language) WHERE state = 'in use';

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

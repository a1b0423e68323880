-- +goose Up

-- The row is the queue and the truth: nothing else remembers that a text is
-- due or was sent. to_key is a blind index (HMAC) of the number; the number and
-- the words stand sealed in doc.
CREATE TABLE messages (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL REFERENCES practices (id),
  patient_id     TEXT NOT NULL DEFAULT '',
  cycle_id       TEXT NOT NULL DEFAULT '',
  participant_id TEXT NOT NULL DEFAULT '',
  batch_id       TEXT NOT NULL DEFAULT '',
  kind           TEXT NOT NULL,
  intent         TEXT NOT NULL,
  state          TEXT NOT NULL,
  priority       INTEGER NOT NULL,
  due            DATETIME NOT NULL,
  to_key         TEXT NOT NULL,
  attempt        TEXT NOT NULL DEFAULT '',
  provider_id    TEXT NOT NULL DEFAULT '',
  doc            BLOB NOT NULL,
  version        INTEGER NOT NULL,
  seen_by        TEXT NOT NULL DEFAULT '', -- who dealt with a text that did not arrive
  created_at     DATETIME NOT NULL,
  changed_at     DATETIME NOT NULL
);
-- Pressing send twice, a second tab or a second replica makes no second text.
CREATE UNIQUE INDEX messages_intent ON messages (practice_id, intent);
CREATE UNIQUE INDEX messages_attempt ON messages (attempt) WHERE attempt <> '';
CREATE UNIQUE INDEX messages_provider ON messages (provider_id) WHERE provider_id <> '';
CREATE INDEX messages_queue ON messages (state, priority DESC, due, id);
CREATE INDEX messages_changed ON messages (state, changed_at);
CREATE INDEX messages_patient ON messages (practice_id, patient_id, created_at);
CREATE INDEX messages_number ON messages (practice_id, to_key, created_at);
CREATE INDEX messages_batch ON messages (batch_id, state);
CREATE INDEX messages_cycle ON messages (practice_id, cycle_id, kind);

-- One wave of texts that a person checked and sent.
CREATE TABLE batches (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  cycle_id    TEXT NOT NULL DEFAULT '',
  kind        TEXT NOT NULL,
  state       TEXT NOT NULL,
  doc         BLOB NOT NULL,
  version     INTEGER NOT NULL,
  created_at  DATETIME NOT NULL
);
CREATE INDEX batches_cycle ON batches (practice_id, cycle_id, created_at);

-- A practice that stopped all its texts has a row here.
CREATE TABLE sending_pauses (
  practice_id TEXT PRIMARY KEY REFERENCES practices (id),
  reason      TEXT NOT NULL,
  paused_by   TEXT NOT NULL,
  paused_at   DATETIME NOT NULL
);

-- Texts from patients, in the words they came in. The network's id is unique
-- for ever, since networks deliver some texts twice.
CREATE TABLE inbound (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL REFERENCES practices (id),
  patient_id     TEXT NOT NULL DEFAULT '',
  cycle_id       TEXT NOT NULL DEFAULT '',
  participant_id TEXT NOT NULL DEFAULT '',
  number_key     TEXT NOT NULL,
  provider_id    TEXT NOT NULL UNIQUE,
  state          TEXT NOT NULL,
  urgent         BOOLEAN NOT NULL,
  seen           BOOLEAN NOT NULL DEFAULT FALSE,
  due_by         DATETIME NOT NULL,
  received_at    DATETIME NOT NULL,
  doc            BLOB NOT NULL,
  version        INTEGER NOT NULL
);
CREATE INDEX inbound_open ON inbound (practice_id, state, due_by);
CREATE INDEX inbound_patient ON inbound (practice_id, patient_id, received_at);
CREATE INDEX inbound_number ON inbound (practice_id, number_key, received_at);

-- What colleagues write to each other beside a conversation.
CREATE TABLE reply_notes (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  patient_id  TEXT NOT NULL DEFAULT '',
  number_key  TEXT NOT NULL DEFAULT '',
  doc         BLOB NOT NULL,
  written_at  DATETIME NOT NULL
);
CREATE INDEX reply_notes_patient ON reply_notes (practice_id, patient_id);
CREATE INDEX reply_notes_number ON reply_notes (practice_id, number_key);

-- The register of wishes (STOP and its kin) is only ever added to. seq tells
-- the newer of two entries of the same instant.
CREATE TABLE wishes (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  patient_id  TEXT NOT NULL DEFAULT '',
  number_key  TEXT NOT NULL DEFAULT '',
  wish        TEXT NOT NULL,
  at          DATETIME NOT NULL,
  doc         BLOB NOT NULL
);
CREATE INDEX wishes_patient ON wishes (practice_id, patient_id);
CREATE INDEX wishes_number ON wishes (practice_id, number_key);
-- +goose StatementBegin
CREATE TRIGGER wishes_keep BEFORE UPDATE ON wishes
BEGIN SELECT RAISE(ABORT, 'the register of wishes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wishes_stay BEFORE DELETE ON wishes
BEGIN SELECT RAISE(ABORT, 'the register of wishes is append-only'); END;
-- +goose StatementEnd

-- Printed letters to people who cannot be texted, by the same rule of intent.
CREATE TABLE letters (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL REFERENCES practices (id),
  cycle_id       TEXT NOT NULL REFERENCES cycles (id),
  participant_id TEXT NOT NULL REFERENCES participants (id),
  patient_id     TEXT NOT NULL REFERENCES patients (id),
  intent         TEXT NOT NULL,
  state          TEXT NOT NULL,
  doc            BLOB NOT NULL,
  version        INTEGER NOT NULL,
  created_at     DATETIME NOT NULL
);
CREATE UNIQUE INDEX letters_intent ON letters (practice_id, intent);
CREATE INDEX letters_cycle ON letters (practice_id, cycle_id, state);
CREATE INDEX letters_patient ON letters (practice_id, patient_id);

-- Our own numbers, and whose they are.
CREATE TABLE sender_lines (
  number      TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id)
);

-- What the simulated phone network carried. Empty where texts are live.
CREATE TABLE simulated_texts (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  phone       TEXT NOT NULL,
  attempt     TEXT NOT NULL DEFAULT '',
  from_phone  BOOLEAN NOT NULL,
  doc         BLOB NOT NULL,
  at          DATETIME NOT NULL
);
CREATE INDEX simulated_texts_phone ON simulated_texts (practice_id, phone, seq);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

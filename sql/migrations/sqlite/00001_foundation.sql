-- +goose Up

-- A practice is the wall between one surgery's records and another's: every
-- table below carries it, and every query is scoped by it.
CREATE TABLE practices (
  id         TEXT PRIMARY KEY,
  ods        TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  settings   TEXT NOT NULL,
  created_at DATETIME NOT NULL
);

CREATE TABLE staff (
  id            TEXT PRIMARY KEY,
  practice_id   TEXT NOT NULL REFERENCES practices (id),
  email         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  roles         TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  cover_id      TEXT NOT NULL DEFAULT '',
  disabled      BOOLEAN NOT NULL DEFAULT FALSE,
  created_at    DATETIME NOT NULL
);
CREATE INDEX staff_practice ON staff (practice_id);

-- The token is kept as a hash: who reads the table cannot sign in with it.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  data       BLOB NOT NULL,
  expiry     DATETIME NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

-- Keys are HMACs of an address or an e-mail, never the thing itself.
CREATE TABLE sign_in_attempts (
  key_hash TEXT NOT NULL,
  at       DATETIME NOT NULL
);
CREATE INDEX sign_in_attempts_key ON sign_in_attempts (key_hash, at);

-- No foreign keys: an entry outlives what it speaks of.
CREATE TABLE audit_entries (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL,
  at          DATETIME NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  action      TEXT NOT NULL,
  object      TEXT NOT NULL,
  patient_id  TEXT NOT NULL DEFAULT '',
  detail      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_entries_practice ON audit_entries (practice_id, at);
CREATE INDEX audit_entries_patient ON audit_entries (practice_id, patient_id, at);
-- +goose StatementBegin
CREATE TRIGGER audit_entries_keep BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
-- +goose StatementEnd

-- Columns named doc hold the record as sealed JSON (see docs/decisions).
CREATE TABLE extracts (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  as_at       TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  list_size   INTEGER NOT NULL,
  imported_at DATETIME NOT NULL,
  imported_by TEXT NOT NULL,
  report      TEXT NOT NULL
);
CREATE UNIQUE INDEX extracts_once ON extracts (practice_id, sha256);
CREATE INDEX extracts_as_at ON extracts (practice_id, as_at);

-- nhs_key and mobile_key are blind indexes (HMAC), for look-up without reading.
CREATE TABLE patients (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  nhs_key     TEXT NOT NULL,
  mobile_key  TEXT NOT NULL DEFAULT '',
  extract_id  TEXT NOT NULL DEFAULT '',
  doc         BLOB NOT NULL,
  updated_at  DATETIME NOT NULL
);
CREATE UNIQUE INDEX patients_nhs ON patients (practice_id, nhs_key);
CREATE INDEX patients_mobile ON patients (practice_id, mobile_key);

-- What one extract said of one person: medicine lines and problems.
CREATE TABLE snapshots (
  extract_id  TEXT NOT NULL REFERENCES extracts (id),
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  practice_id TEXT NOT NULL,
  doc         BLOB NOT NULL,
  PRIMARY KEY (extract_id, patient_id)
);
CREATE INDEX snapshots_patient ON snapshots (practice_id, patient_id);

CREATE TABLE measure_values (
  practice_id TEXT NOT NULL,
  extract_id  TEXT NOT NULL REFERENCES extracts (id),
  measure     TEXT NOT NULL,
  as_at       TEXT NOT NULL,
  numerator   DOUBLE PRECISION NOT NULL,
  denominator DOUBLE PRECISION NOT NULL,
  unclear     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (practice_id, measure, extract_id)
);

CREATE TABLE cycles (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  number      INTEGER NOT NULL,
  status      TEXT NOT NULL,
  doc         BLOB NOT NULL,
  version     INTEGER NOT NULL,
  created_at  DATETIME NOT NULL,
  updated_at  DATETIME NOT NULL
);
CREATE UNIQUE INDEX cycles_number ON cycles (practice_id, number);

CREATE TABLE decisions (
  cycle_id    TEXT NOT NULL REFERENCES cycles (id),
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  practice_id TEXT NOT NULL,
  extract_id  TEXT NOT NULL REFERENCES extracts (id),
  outcome     TEXT NOT NULL,
  sampled     BOOLEAN NOT NULL DEFAULT FALSE,
  doc         BLOB NOT NULL,
  PRIMARY KEY (cycle_id, patient_id)
);

CREATE TABLE participants (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL,
  cycle_id    TEXT NOT NULL REFERENCES cycles (id),
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  screening   TEXT NOT NULL DEFAULT '',
  doc         BLOB NOT NULL,
  version     INTEGER NOT NULL,
  updated_at  DATETIME NOT NULL
);
CREATE UNIQUE INDEX participants_once ON participants (cycle_id, patient_id);
CREATE INDEX participants_patient ON participants (practice_id, patient_id);

CREATE TABLE clinics (
  id           TEXT PRIMARY KEY,
  practice_id  TEXT NOT NULL REFERENCES practices (id),
  cycle_id     TEXT NOT NULL REFERENCES cycles (id),
  clinician_id TEXT NOT NULL,
  starts_at    DATETIME NOT NULL,
  slot_minutes INTEGER NOT NULL,
  slots        INTEGER NOT NULL,
  place        TEXT NOT NULL
);
CREATE INDEX clinics_practice ON clinics (practice_id, starts_at);

-- One live booking a slot: two people pressing at once get one slot each.
CREATE TABLE bookings (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  cycle_id       TEXT NOT NULL REFERENCES cycles (id),
  participant_id TEXT NOT NULL REFERENCES participants (id),
  purpose        TEXT NOT NULL,
  clinic_id      TEXT NOT NULL DEFAULT '',
  slot           INTEGER NOT NULL,
  at             DATETIME NOT NULL,
  place          TEXT NOT NULL,
  state          TEXT NOT NULL,
  created_at     DATETIME NOT NULL
);
CREATE UNIQUE INDEX bookings_slot ON bookings (clinic_id, slot) WHERE clinic_id <> '' AND state = 'booked';
CREATE INDEX bookings_participant ON bookings (practice_id, participant_id);

-- Every saved version stays: a record amended keeps its history.
CREATE TABLE reviews (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  participant_id TEXT NOT NULL REFERENCES participants (id),
  version        INTEGER NOT NULL,
  state          TEXT NOT NULL,
  doc            BLOB NOT NULL,
  saved_at       DATETIME NOT NULL,
  saved_by       TEXT NOT NULL
);
CREATE UNIQUE INDEX reviews_version ON reviews (participant_id, version);

CREATE TABLE plans (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  participant_id TEXT NOT NULL REFERENCES participants (id),
  version        INTEGER NOT NULL,
  state          TEXT NOT NULL,
  supply_ends    TEXT NOT NULL DEFAULT '',
  doc            BLOB NOT NULL,
  saved_at       DATETIME NOT NULL,
  saved_by       TEXT NOT NULL
);
CREATE UNIQUE INDEX plans_version ON plans (participant_id, version);

CREATE TABLE follow_ups (
  id             TEXT PRIMARY KEY,
  practice_id    TEXT NOT NULL,
  participant_id TEXT NOT NULL REFERENCES participants (id),
  due            TEXT NOT NULL,
  state          TEXT NOT NULL,
  doc            BLOB NOT NULL,
  version        INTEGER NOT NULL,
  updated_at     DATETIME NOT NULL
);
CREATE UNIQUE INDEX follow_ups_once ON follow_ups (participant_id, due);
CREATE INDEX follow_ups_due ON follow_ups (practice_id, state, due);

CREATE TABLE programme_sessions (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL REFERENCES practices (id),
  cycle_id    TEXT NOT NULL DEFAULT '',
  kind        TEXT NOT NULL,
  starts_at   DATETIME NOT NULL,
  doc         BLOB NOT NULL,
  version     INTEGER NOT NULL
);
CREATE INDEX programme_sessions_when ON programme_sessions (practice_id, starts_at);

CREATE TABLE attendances (
  session_id  TEXT NOT NULL REFERENCES programme_sessions (id),
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  practice_id TEXT NOT NULL,
  state       TEXT NOT NULL,
  PRIMARY KEY (session_id, patient_id)
);

CREATE TABLE wellbeing (
  id          TEXT PRIMARY KEY,
  practice_id TEXT NOT NULL,
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  cycle_id    TEXT NOT NULL DEFAULT '',
  moment      TEXT NOT NULL,
  asked_on    TEXT NOT NULL,
  doc         BLOB NOT NULL
);
CREATE INDEX wellbeing_patient ON wellbeing (practice_id, patient_id);

-- One row, sealed: it opens with the keys that this database was made with and
-- with no other, so that a wrong or new key file is noticed before anything is
-- saved under it.
CREATE TABLE key_checks (
  name TEXT PRIMARY KEY,
  doc  BLOB NOT NULL
);

CREATE TABLE schedules (
  name     TEXT PRIMARY KEY,
  spec     TEXT NOT NULL,
  last_run DATETIME,
  next_run DATETIME NOT NULL
);

-- +goose Down
-- Forward only: a backup is the way back.
SELECT 1;

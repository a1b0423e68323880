-- +goose Up

-- The last check before an invitation goes asks whether the person has another.
-- Without this it reads every text of the practice for each text of a long queue.
CREATE INDEX messages_participant ON messages (participant_id, kind);

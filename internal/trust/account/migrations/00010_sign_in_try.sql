-- +goose Up
-- Rows from before this count under the bare hash of a name. They have no day, so nothing counts with them any more, and the
-- job that tidies deletes them at its next turn.
ALTER TABLE sign_in_try ADD COLUMN day BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sign_in_try_by_day ON sign_in_try (agency_id, day);

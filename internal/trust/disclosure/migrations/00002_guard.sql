-- +goose Up
ALTER TABLE disclosure ADD COLUMN guard BYTEA;
ALTER TABLE package ADD COLUMN guard BYTEA;
ALTER TABLE outbox ADD COLUMN guard BYTEA;
ALTER TABLE inbox_seen ADD COLUMN guard BYTEA;

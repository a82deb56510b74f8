-- +goose Up
-- How often the reporter wrote, so that what a worker answered does not hide what came meanwhile.
ALTER TABLE report ADD COLUMN written BIGINT NOT NULL DEFAULT 1;

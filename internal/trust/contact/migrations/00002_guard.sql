-- +goose Up
ALTER TABLE contact_message ADD COLUMN guard BYTEA;
ALTER TABLE contact_end ADD COLUMN guard BYTEA;
ALTER TABLE contact_try ADD COLUMN guard BYTEA;

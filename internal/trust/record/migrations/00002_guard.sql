-- +goose Up
ALTER TABLE entry ADD COLUMN guard BYTEA;
ALTER TABLE compartment_key ADD COLUMN guard BYTEA;

-- +goose Up
ALTER TABLE flow_instance ADD COLUMN guard BYTEA;
ALTER TABLE flow_history ADD COLUMN guard BYTEA;

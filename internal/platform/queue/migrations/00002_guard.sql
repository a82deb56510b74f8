-- +goose Up
ALTER TABLE job ADD COLUMN guard BYTEA;

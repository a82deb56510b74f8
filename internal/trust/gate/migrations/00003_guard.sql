-- +goose Up
ALTER TABLE person ADD COLUMN guard BYTEA;
ALTER TABLE assignment ADD COLUMN guard BYTEA;

-- +goose Up
ALTER TABLE consent ADD COLUMN guard BYTEA;

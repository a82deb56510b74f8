-- +goose Up
ALTER TABLE oversight_member ADD COLUMN guard BYTEA;
ALTER TABLE oversight_memory ADD COLUMN guard BYTEA;

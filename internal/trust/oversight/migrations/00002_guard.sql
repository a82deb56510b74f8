-- +goose Up
ALTER TABLE oversight_member ADD COLUMN guard BYTEA;

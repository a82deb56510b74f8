-- +goose Up
ALTER TABLE account ADD COLUMN voucher BYTEA;

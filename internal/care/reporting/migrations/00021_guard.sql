-- +goose Up
ALTER TABLE report_setting ADD COLUMN guard BYTEA;
ALTER TABLE report_desk ADD COLUMN guard BYTEA;
ALTER TABLE report_window ADD COLUMN guard BYTEA;

-- +goose Up
CREATE TABLE idempotency (
    agency_id TEXT   NOT NULL,
    key       TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    result    TEXT   NOT NULL,
    PRIMARY KEY (agency_id, key)
);

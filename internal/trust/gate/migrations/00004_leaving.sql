-- +goose Up
CREATE TABLE leaving (
    agency_id    TEXT   NOT NULL,
    account_id   TEXT   NOT NULL,
    proposed_by  TEXT   NOT NULL,
    successor_id TEXT   NOT NULL,
    proposed_at  BIGINT NOT NULL,
    accepted_at  BIGINT NOT NULL,
    guard        BYTEA,
    PRIMARY KEY (agency_id, account_id)
);

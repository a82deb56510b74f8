-- +goose Up
CREATE TABLE ledger_cosigned (
    agency_id TEXT   NOT NULL,
    size      BIGINT NOT NULL,
    lines     TEXT   NOT NULL,
    PRIMARY KEY (agency_id)
);

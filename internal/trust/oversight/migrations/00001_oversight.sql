-- +goose Up
CREATE TABLE oversight_member (
    agency_id      TEXT   NOT NULL,
    naming_id      TEXT   NOT NULL,
    member_agency  TEXT   NOT NULL,
    member_account TEXT   NOT NULL,
    named_by       TEXT,
    named_at       BIGINT NOT NULL,
    agreed_by      TEXT,
    agreed_at      BIGINT,
    PRIMARY KEY (agency_id, naming_id)
);
CREATE TABLE oversight_memory (
    agency_id  TEXT  NOT NULL,
    account_id TEXT  NOT NULL,
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (agency_id, account_id)
);

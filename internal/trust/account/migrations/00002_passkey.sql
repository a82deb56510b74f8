-- +goose Up
CREATE TABLE passkey_ceremony (
    agency_id   TEXT   NOT NULL,
    ceremony_id TEXT   NOT NULL,
    account_id  TEXT   NOT NULL,
    purpose     TEXT   NOT NULL,
    state       BYTEA  NOT NULL,
    options     BYTEA  NOT NULL,
    sealed_key  BYTEA  NOT NULL,
    ends_at     BIGINT NOT NULL,
    PRIMARY KEY (agency_id, ceremony_id),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);
CREATE INDEX passkey_ceremony_by_account ON passkey_ceremony (agency_id, account_id);

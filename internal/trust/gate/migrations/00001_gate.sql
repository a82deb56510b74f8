-- +goose Up
CREATE TABLE person (
    agency_id  TEXT   NOT NULL,
    person_id  TEXT   NOT NULL,
    reference  TEXT   NOT NULL,
    log_key    BYTEA  NOT NULL,
    account_id TEXT,
    made_at    BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    UNIQUE (agency_id, reference)
);
CREATE TABLE assignment (
    agency_id  TEXT   NOT NULL,
    person_id  TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    relation   TEXT   NOT NULL,
    from_at    BIGINT NOT NULL,
    PRIMARY KEY (agency_id, person_id, account_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);
CREATE INDEX assignment_by_account ON assignment (agency_id, account_id);

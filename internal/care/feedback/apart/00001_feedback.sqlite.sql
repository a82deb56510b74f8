-- +goose Up
-- What people say, in a file of its own. WITHOUT ROWID: rows lie in the order of their random names, so that nothing tells which
-- came first, or beside what.
CREATE TABLE feedback (
    agency_id   TEXT   NOT NULL,
    feedback_id TEXT   NOT NULL,
    day         BIGINT NOT NULL,
    sealed      BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, feedback_id)
) WITHOUT ROWID;
CREATE TABLE feedback_reader (
    agency_id   TEXT    NOT NULL,
    feedback_id TEXT    NOT NULL,
    account_id  TEXT    NOT NULL,
    answers     BOOLEAN NOT NULL,
    sealed_key  BYTEA   NOT NULL,
    PRIMARY KEY (agency_id, feedback_id, account_id)
) WITHOUT ROWID;
CREATE INDEX feedback_reader_by_account ON feedback_reader (agency_id, account_id);

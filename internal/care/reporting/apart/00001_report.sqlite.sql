-- +goose Up
-- What reporters bring, in a file of its own. WITHOUT ROWID: rows lie in the order of their random names, so that nothing tells
-- which came first.
CREATE TABLE report (
    agency_id   TEXT    NOT NULL,
    report_id   TEXT    NOT NULL,
    channel     TEXT    NOT NULL,
    box         TEXT    NOT NULL,
    read_hash   TEXT    NOT NULL,
    write_hash  TEXT    NOT NULL,
    urgent      BOOLEAN NOT NULL,
    waiting     BOOLEAN NOT NULL,
    waiting_day BIGINT  NOT NULL,
    late        BIGINT  NOT NULL,
    withdrawn   BOOLEAN NOT NULL,
    converted   TEXT    NOT NULL,
    day         BIGINT  NOT NULL,
    visited_day BIGINT  NOT NULL,
    keep_days   BIGINT  NOT NULL,
    weighed     TEXT    NOT NULL DEFAULT '',
    written     BIGINT  NOT NULL DEFAULT 1,
    PRIMARY KEY (agency_id, report_id),
    UNIQUE (agency_id, box)
) WITHOUT ROWID;
CREATE TABLE report_drop (
    agency_id TEXT   NOT NULL,
    drop_name TEXT   NOT NULL,
    report_id TEXT   NOT NULL,
    day       BIGINT NOT NULL,
    class     BIGINT NOT NULL,
    carried   TEXT   NOT NULL,
    sealed    BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, drop_name)
) WITHOUT ROWID;
CREATE INDEX report_drop_by_report ON report_drop (agency_id, report_id);
CREATE TABLE report_gone (
    agency_id TEXT   NOT NULL,
    drop_name TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    day       BIGINT NOT NULL,
    gone_day  BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    PRIMARY KEY (agency_id, drop_name)
) WITHOUT ROWID;

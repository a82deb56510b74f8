-- +goose Up
-- WITHOUT ROWID: rows lie in the order of their random names, so that nothing tells which came first.
CREATE TABLE report_setting (
    agency_id TEXT    NOT NULL PRIMARY KEY,
    root      BYTEA   NOT NULL,
    oversight TEXT,
    basic     BOOLEAN NOT NULL,
    keep_days BIGINT  NOT NULL
) WITHOUT ROWID;
CREATE TABLE report_desk (
    agency_id       TEXT   NOT NULL,
    account_id      TEXT   NOT NULL,
    opener          TEXT   NOT NULL,
    sealed          BYTEA  NOT NULL,
    passkey         TEXT   NOT NULL,
    sealed_passkey  BYTEA  NOT NULL,
    signer          BYTEA  NOT NULL,
    sealed_signer   BYTEA  NOT NULL,
    certified       BYTEA  NOT NULL,
    certified_until BIGINT NOT NULL,
    PRIMARY KEY (agency_id, account_id)
) WITHOUT ROWID;
CREATE TABLE report_window (
    agency_id  TEXT    NOT NULL,
    window_id  TEXT    NOT NULL,
    account_id TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    shown      TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    signature  BYTEA   NOT NULL,
    sealed     BYTEA   NOT NULL,
    from_day   BIGINT  NOT NULL,
    until_day  BIGINT  NOT NULL,
    delete_day BIGINT  NOT NULL,
    on_duty    BOOLEAN NOT NULL,
    PRIMARY KEY (agency_id, window_id)
) WITHOUT ROWID;
CREATE INDEX report_window_by_account ON report_window (agency_id, account_id);
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
CREATE TABLE report_reply (
    agency_id TEXT   NOT NULL,
    report_id TEXT   NOT NULL,
    position  BIGINT NOT NULL,
    day       BIGINT NOT NULL,
    sealed    BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, report_id, position)
) WITHOUT ROWID;
CREATE TABLE report_identity (
    agency_id TEXT  NOT NULL,
    report_id TEXT  NOT NULL,
    second    TEXT  NOT NULL,
    first     TEXT  NOT NULL,
    reason    TEXT  NOT NULL,
    asked_by  TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id, report_id, second)
) WITHOUT ROWID;

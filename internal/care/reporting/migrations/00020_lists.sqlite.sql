-- +goose Up
-- Marks of proofs of work that were spent on mailboxes, for two minutes. They belong to no agency and tell of none.
CREATE TABLE report_spent (
    mark         BYTEA  NOT NULL PRIMARY KEY,
    until_minute BIGINT NOT NULL
) WITHOUT ROWID;
-- Drops that are gone, by purge or because their writer took them back, until their day is closed in the channel's list.
CREATE TABLE report_gone (
    agency_id TEXT   NOT NULL,
    drop_name TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    day       BIGINT NOT NULL,
    gone_day  BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    PRIMARY KEY (agency_id, drop_name)
) WITHOUT ROWID;
-- The signed list: for each time that days were closed, what came and what went, in the order of the numbers.
CREATE TABLE report_list (
    agency_id    TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    help_came    BYTEA  NOT NULL,
    help_went    BYTEA  NOT NULL,
    concern_came BYTEA  NOT NULL,
    concern_went BYTEA  NOT NULL,
    note         TEXT   NOT NULL,
    PRIMARY KEY (agency_id, day)
);
-- When whoever stands by may be asked again: how often it was wanted, how much of that was told.
CREATE TABLE report_page (
    agency_id TEXT   NOT NULL,
    wanted    BIGINT NOT NULL,
    told      BIGINT NOT NULL,
    next_at   BIGINT NOT NULL,
    PRIMARY KEY (agency_id)
);
-- What the desk found when it opened a report that was, or was not, marked urgent: '', 'yes' or 'no'.
ALTER TABLE report ADD COLUMN weighed TEXT NOT NULL DEFAULT '';

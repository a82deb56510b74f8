-- +goose Up
CREATE TABLE guard_head (
    agency_id TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id)
);
CREATE TABLE guard_sum (
    agency_id TEXT  NOT NULL,
    of_table  TEXT  NOT NULL,
    of_value  TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id, of_table, of_value)
);
CREATE TABLE guard_shared_head (
    scope  TEXT  NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (scope)
);
CREATE TABLE guard_shared_sum (
    scope    TEXT  NOT NULL,
    of_table  TEXT  NOT NULL,
    of_value  TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (scope, of_table, of_value)
);

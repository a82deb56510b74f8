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
    agency_id TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id)
);
CREATE TABLE guard_shared_sum (
    agency_id TEXT  NOT NULL,
    of_table  TEXT  NOT NULL,
    of_value  TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id, of_table, of_value)
);

-- +goose Up
CREATE TABLE roster (
    agency_id TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    body      BYTEA  NOT NULL,
    hash      BYTEA  NOT NULL,
    guard     BYTEA,
    PRIMARY KEY (agency_id, place)
);

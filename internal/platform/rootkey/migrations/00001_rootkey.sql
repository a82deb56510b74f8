-- +goose Up
-- One row: an authenticator of a constant under a key that is derived from the root key. It is a test of the key and tells
-- nothing of it. Who changes or deletes the row stops the program from opening the database, and gains nothing.
CREATE TABLE root_check (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

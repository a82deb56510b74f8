-- +goose Up
CREATE TABLE entry (
    agency_id   TEXT   NOT NULL,
    person_id   TEXT   NOT NULL,
    entry_id    TEXT   NOT NULL,
    compartment TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    author_id   TEXT   NOT NULL,
    author_role TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    supersedes  TEXT,
    about       TEXT,
    key_version BIGINT NOT NULL,
    sealed      BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, person_id, entry_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);
CREATE UNIQUE INDEX entry_superseded_once ON entry (agency_id, person_id, supersedes);
CREATE TABLE compartment_key (
    agency_id      TEXT   NOT NULL,
    person_id      TEXT   NOT NULL,
    compartment    TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    holder_kind    TEXT   NOT NULL,
    holder_id      TEXT   NOT NULL,
    holder_version BIGINT NOT NULL,
    sealed         BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, person_id, compartment, version, holder_kind, holder_id, holder_version),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);

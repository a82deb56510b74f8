-- +goose Up
CREATE TABLE ledger_head (
    agency_id TEXT   NOT NULL,
    size      BIGINT NOT NULL,
    last_hash BYTEA  NOT NULL,
    PRIMARY KEY (agency_id)
);
CREATE TABLE ledger_leaf (
    agency_id    TEXT   NOT NULL,
    idx          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    person_id    TEXT,
    actor_id     TEXT,
    sealed       BYTEA,
    erased_by    BIGINT,
    content_hash BYTEA  NOT NULL,
    prev_hash    BYTEA  NOT NULL,
    leaf_hash    BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, idx)
);
CREATE INDEX ledger_leaf_person ON ledger_leaf (agency_id, person_id, idx) WHERE person_id IS NOT NULL;
CREATE INDEX ledger_leaf_actor ON ledger_leaf (agency_id, actor_id, idx) WHERE actor_id IS NOT NULL;
CREATE TABLE ledger_hash (
    agency_id  TEXT   NOT NULL,
    hash_index BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, hash_index)
);
CREATE TABLE ledger_checkpoint (
    agency_id TEXT   NOT NULL,
    size      BIGINT NOT NULL,
    root      BYTEA  NOT NULL,
    at        BIGINT NOT NULL,
    note      TEXT   NOT NULL,
    PRIMARY KEY (agency_id, size)
);

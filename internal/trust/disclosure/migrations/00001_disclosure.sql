-- +goose Up
CREATE TABLE disclosure (
    agency_id        TEXT   NOT NULL,
    disclosure_id    TEXT   NOT NULL,
    consent_id       TEXT   NOT NULL,
    person_id        TEXT   NOT NULL,
    recipient_agency TEXT   NOT NULL,
    items            BIGINT NOT NULL,
    content_hash     BYTEA  NOT NULL,
    key_half         BYTEA,
    sent_at          BIGINT NOT NULL,
    acknowledged_at  BIGINT NOT NULL,
    recalled_at      BIGINT NOT NULL,
    attest_due       BIGINT NOT NULL,
    attested_at      BIGINT NOT NULL,
    PRIMARY KEY (agency_id, disclosure_id)
);
CREATE INDEX disclosure_by_consent ON disclosure (agency_id, consent_id);
CREATE INDEX disclosure_by_person ON disclosure (agency_id, person_id);
CREATE TABLE package (
    agency_id     TEXT   NOT NULL,
    package_id    TEXT   NOT NULL,
    reference     TEXT   NOT NULL,
    sender_agency TEXT   NOT NULL,
    function      TEXT   NOT NULL,
    team_id       TEXT   NOT NULL,
    team_version  BIGINT NOT NULL,
    received_at   BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    envelope      BYTEA,
    withdrawn_at  BIGINT NOT NULL,
    attested_at   BIGINT NOT NULL,
    PRIMARY KEY (agency_id, package_id),
    UNIQUE (agency_id, reference)
);
CREATE TABLE outbox (
    agency_id    TEXT   NOT NULL,
    to_agency    TEXT   NOT NULL,
    sequence     BIGINT NOT NULL,
    envelope_id  TEXT   NOT NULL,
    envelope     BYTEA  NOT NULL,
    expires_at   BIGINT NOT NULL,
    next_try     BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, to_agency, sequence)
);
CREATE TABLE outbox_head (
    agency_id TEXT   NOT NULL,
    to_agency TEXT   NOT NULL,
    last      BIGINT NOT NULL,
    PRIMARY KEY (agency_id, to_agency)
);
CREATE TABLE inbox_seen (
    agency_id     TEXT   NOT NULL,
    sender_agency TEXT   NOT NULL,
    envelope_id   TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    PRIMARY KEY (agency_id, sender_agency, envelope_id)
);

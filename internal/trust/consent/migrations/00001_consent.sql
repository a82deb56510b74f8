-- +goose Up
CREATE TABLE consent (
    agency_id        TEXT   NOT NULL,
    consent_id       TEXT   NOT NULL,
    person_id        TEXT   NOT NULL,
    recipient_agency TEXT   NOT NULL,
    valid_from       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    PRIMARY KEY (agency_id, consent_id)
);

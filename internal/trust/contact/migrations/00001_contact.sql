-- +goose Up
CREATE TABLE contact_message (
    agency_id  TEXT   NOT NULL,
    message_id TEXT   NOT NULL,
    person_id  TEXT   NOT NULL,
    sealed     BYTEA  NOT NULL,
    begins_at  BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    left_at    BIGINT NOT NULL,
    PRIMARY KEY (agency_id, message_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);
CREATE INDEX contact_message_by_person ON contact_message (agency_id, person_id);
CREATE INDEX contact_message_by_end ON contact_message (agency_id, ends_at);
CREATE TABLE contact_end (
    agency_id  TEXT   NOT NULL,
    message_id TEXT   NOT NULL,
    person_id  TEXT   NOT NULL,
    fate       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (agency_id, message_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);
CREATE INDEX contact_end_by_person ON contact_end (agency_id, person_id, at);
CREATE INDEX contact_end_by_time ON contact_end (agency_id, at);
CREATE TABLE contact_try (
    agency_id     TEXT   NOT NULL,
    person_id     TEXT   NOT NULL,
    failures      BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES person (agency_id, person_id)
);

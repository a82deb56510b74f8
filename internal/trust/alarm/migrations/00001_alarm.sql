-- +goose Up
CREATE TABLE alarm (
    agency_id TEXT   NOT NULL,
    alarm_id  TEXT   NOT NULL,
    code      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    person_id TEXT,
    found_at  BIGINT NOT NULL,
    again_at  BIGINT NOT NULL,
    seen_at   BIGINT,
    seen_by   TEXT,
    PRIMARY KEY (agency_id, alarm_id)
);
CREATE INDEX alarm_by_place ON alarm (agency_id, code, subject);

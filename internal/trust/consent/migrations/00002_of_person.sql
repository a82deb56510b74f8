-- +goose Up
-- For the consents of one person that have not ended.
CREATE INDEX consent_of_person ON consent (agency_id, person_id, expires_at);

-- +goose Up
CREATE TABLE job (
  agency_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT,
  once_key TEXT NOT NULL,
  state TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  PRIMARY KEY (agency_id, job_id)
);

CREATE UNIQUE INDEX job_once ON job (agency_id, kind, once_key);

CREATE INDEX job_run ON job (agency_id, state, run_at);

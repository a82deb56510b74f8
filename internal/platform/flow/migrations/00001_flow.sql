-- +goose Up
CREATE TABLE flow_instance (
  agency_id TEXT NOT NULL,
  machine TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  since BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (agency_id, machine, subject_id)
);

CREATE INDEX flow_instance_due ON flow_instance (agency_id, machine, due_at, subject_id);

CREATE TABLE flow_history (
  agency_id TEXT NOT NULL,
  machine TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  event TEXT NOT NULL,
  actor_id TEXT,
  actor_kind TEXT NOT NULL,
  second_id TEXT,
  reason TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (agency_id, machine, subject_id, version),
  FOREIGN KEY (agency_id, machine, subject_id) REFERENCES flow_instance (agency_id, machine, subject_id)
);

-- +goose Up
ALTER TABLE account ADD COLUMN sign_key BYTEA;
CREATE TABLE invitation (
    agency_id      TEXT   NOT NULL,
    account_id     TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    invited_by     TEXT   NOT NULL,
    seen           BIGINT NOT NULL,
    signature      BYTEA  NOT NULL,
    code_id        TEXT   NOT NULL,
    sealed_name    BYTEA  NOT NULL,
    staff_profile  BYTEA  NOT NULL,
    ends_at        BIGINT NOT NULL,
    tries          BIGINT NOT NULL,
    waiting_id     TEXT,
    sealed_waiting BYTEA,
    commitment     BYTEA,
    let_in_by      TEXT,
    nonce          BYTEA,
    sealed_by      BYTEA,
    opened         BYTEA,
    picked         BYTEA,
    guard          BYTEA,
    PRIMARY KEY (agency_id, account_id),
    UNIQUE (agency_id, code_id)
);
CREATE INDEX invitation_by_waiting ON invitation (agency_id, waiting_id);

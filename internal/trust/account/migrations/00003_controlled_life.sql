-- +goose Up
-- A session that was opened before this has no end of its own and counts as ended: everybody signs in once more.
ALTER TABLE session ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN fresh_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN keeps_drafts BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE session ADD COLUMN sealed_card BYTEA;
ALTER TABLE session ADD COLUMN sealed_device BYTEA;
ALTER TABLE account ADD COLUMN sealed_settings BYTEA;
CREATE TABLE sign_in (
    agency_id  TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    sign_in_id TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    sealed     BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, account_id, sign_in_id),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);
CREATE INDEX sign_in_by_day ON sign_in (agency_id, day);
CREATE TABLE draft (
    agency_id  TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    page       TEXT   NOT NULL,
    ends_at    BIGINT NOT NULL,
    sealed     BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, account_id, page),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);

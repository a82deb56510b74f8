-- +goose Up
CREATE TABLE agency (
    agency_id  TEXT   PRIMARY KEY,
    slug       TEXT   NOT NULL UNIQUE,
    locator    TEXT   NOT NULL UNIQUE,
    kind       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    verify_key BYTEA  NOT NULL,
    made_at    BIGINT NOT NULL
);
CREATE TABLE agency_recipient (
    agency_id  TEXT   NOT NULL REFERENCES agency (agency_id),
    function   TEXT   NOT NULL,
    team_id    TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    public_key BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, function)
);
CREATE TABLE account (
    agency_id      TEXT   NOT NULL,
    account_id     TEXT   NOT NULL,
    handle         TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    person_id      TEXT,
    public_key     BYTEA  NOT NULL,
    sealed_private BYTEA  NOT NULL,
    sealed_second  BYTEA,
    second_step    BIGINT NOT NULL,
    sealed_profile BYTEA,
    staff_profile  BYTEA,
    attested_until BIGINT NOT NULL,
    made_at        BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (agency_id, account_id),
    UNIQUE (agency_id, handle)
);
CREATE TABLE certificate (
    agency_id  TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    valid_to   BIGINT NOT NULL,
    PRIMARY KEY (agency_id, account_id, kind),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);
CREATE TABLE team (
    agency_id  TEXT    NOT NULL,
    team_id    TEXT    NOT NULL,
    function   TEXT    NOT NULL,
    version    BIGINT  NOT NULL,
    rotate_due BOOLEAN NOT NULL,
    PRIMARY KEY (agency_id, team_id),
    UNIQUE (agency_id, function)
);
CREATE TABLE team_key (
    agency_id       TEXT   NOT NULL,
    team_id         TEXT   NOT NULL,
    version         BIGINT NOT NULL,
    public_key      BYTEA  NOT NULL,
    sealed_recovery BYTEA  NOT NULL,
    made_at         BIGINT NOT NULL,
    PRIMARY KEY (agency_id, team_id, version),
    FOREIGN KEY (agency_id, team_id) REFERENCES team (agency_id, team_id)
);
CREATE TABLE team_member (
    agency_id  TEXT NOT NULL,
    team_id    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (agency_id, team_id, account_id),
    FOREIGN KEY (agency_id, team_id) REFERENCES team (agency_id, team_id),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);
CREATE TABLE team_grant (
    agency_id  TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    team_id    TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    sealed     BYTEA  NOT NULL,
    PRIMARY KEY (agency_id, account_id, team_id, version),
    FOREIGN KEY (agency_id, team_id, account_id) REFERENCES team_member (agency_id, team_id, account_id)
);
CREATE TABLE recovery (
    agency_id  TEXT   NOT NULL,
    public_key BYTEA  NOT NULL,
    made_at    BIGINT NOT NULL,
    drilled_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id)
);
CREATE TABLE signing (
    agency_id TEXT  NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (agency_id)
);
CREATE TABLE session (
    agency_id     TEXT    NOT NULL,
    session_id    TEXT    NOT NULL,
    account_id    TEXT    NOT NULL,
    second_factor BOOLEAN NOT NULL,
    sealed_key    BYTEA   NOT NULL,
    made_at       BIGINT  NOT NULL,
    seen_at       BIGINT  NOT NULL,
    PRIMARY KEY (agency_id, session_id),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);
CREATE INDEX session_by_account ON session (agency_id, account_id);
CREATE TABLE sign_in_try (
    agency_id     TEXT   NOT NULL,
    handle_hash   TEXT   NOT NULL,
    failures      BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (agency_id, handle_hash)
);
CREATE TABLE passkey (
    agency_id     TEXT   NOT NULL,
    account_id    TEXT   NOT NULL,
    credential_id TEXT   NOT NULL,
    credential    BYTEA  NOT NULL,
    made_at       BIGINT NOT NULL,
    PRIMARY KEY (agency_id, account_id, credential_id),
    FOREIGN KEY (agency_id, account_id) REFERENCES account (agency_id, account_id)
);

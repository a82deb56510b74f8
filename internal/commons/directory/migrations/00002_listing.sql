-- +goose Up
-- What a search reads: one row for each service that can be found. It is made from the HSDS tables by the importer and
-- holds nothing about where a confidential location is. ordinal joins it to the words.
CREATE TABLE directory_listing (
    service_id TEXT NOT NULL PRIMARY KEY,
    ordinal BIGINT NOT NULL,
    sort_name TEXT NOT NULL,
    name TEXT NOT NULL,
    organization TEXT NOT NULL,
    needs TEXT NOT NULL,
    languages TEXT NOT NULL,
    access TEXT NOT NULL,
    place TEXT NOT NULL,
    phone TEXT NOT NULL,
    summary TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    hours TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE UNIQUE INDEX directory_listing_ordinal ON directory_listing (ordinal);
CREATE INDEX directory_listing_name ON directory_listing (sort_name, service_id);
CREATE TABLE directory_zone (
    zone TEXT NOT NULL PRIMARY KEY
);

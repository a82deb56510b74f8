-- +goose Up
-- The tables of HSDS 3.0, column for column, shared by all agencies: no row is about a person who is helped. Links carry no
-- foreign keys, since real directories name organizations that they do not list; the importer checks them and reports.
CREATE TABLE directory_organization (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    alternate_name TEXT NOT NULL,
    description TEXT NOT NULL,
    email TEXT NOT NULL,
    website TEXT NOT NULL,
    tax_status TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    year_incorporated DOUBLE PRECISION,
    legal_status TEXT NOT NULL,
    logo TEXT NOT NULL,
    uri TEXT NOT NULL,
    parent_organization_id TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_program (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    alternate_name TEXT NOT NULL,
    description TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_organization_identifier (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    identifier_scheme TEXT NOT NULL,
    identifier_type TEXT NOT NULL,
    identifier TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_funding (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    source TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_contact (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    service_at_location_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    email TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_service (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    program_id TEXT NOT NULL,
    name TEXT NOT NULL,
    alternate_name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    email TEXT NOT NULL,
    status TEXT NOT NULL,
    interpretation_services TEXT NOT NULL,
    application_process TEXT NOT NULL,
    fees_description TEXT NOT NULL,
    wait_time TEXT NOT NULL,
    fees TEXT NOT NULL,
    accreditations TEXT NOT NULL,
    eligibility_description TEXT NOT NULL,
    minimum_age DOUBLE PRECISION,
    maximum_age DOUBLE PRECISION,
    assured_date TEXT NOT NULL,
    assurer_email TEXT NOT NULL,
    licenses TEXT NOT NULL,
    alert TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_service_at_location (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    description TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_service_area (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    extent TEXT NOT NULL,
    extent_type TEXT NOT NULL,
    uri TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_required_document (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    document TEXT NOT NULL,
    uri TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_cost_option (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    option TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount DOUBLE PRECISION,
    amount_description TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_location (
    id TEXT NOT NULL PRIMARY KEY,
    location_type TEXT NOT NULL,
    url TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    alternate_name TEXT NOT NULL,
    description TEXT NOT NULL,
    transportation TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    external_identifier TEXT NOT NULL,
    external_identifier_type TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_address (
    id TEXT NOT NULL PRIMARY KEY,
    location_id TEXT NOT NULL,
    attention TEXT NOT NULL,
    address_1 TEXT NOT NULL,
    address_2 TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    state_province TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    address_type TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_accessibility (
    id TEXT NOT NULL PRIMARY KEY,
    location_id TEXT NOT NULL,
    description TEXT NOT NULL,
    details TEXT NOT NULL,
    url TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_phone (
    id TEXT NOT NULL PRIMARY KEY,
    location_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    service_at_location_id TEXT NOT NULL,
    number TEXT NOT NULL,
    extension DOUBLE PRECISION,
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_schedule (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    service_at_location_id TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    dtstart TEXT NOT NULL,
    timezone DOUBLE PRECISION,
    until TEXT NOT NULL,
    count DOUBLE PRECISION,
    wkst TEXT NOT NULL,
    freq TEXT NOT NULL,
    interval DOUBLE PRECISION,
    byday TEXT NOT NULL,
    byweekno TEXT NOT NULL,
    bymonthday TEXT NOT NULL,
    byyearday TEXT NOT NULL,
    description TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    schedule_link TEXT NOT NULL,
    attending_type TEXT NOT NULL,
    notes TEXT NOT NULL,
    zone TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_language (
    id TEXT NOT NULL PRIMARY KEY,
    service_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    phone_id TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    note TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_taxonomy (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    uri TEXT NOT NULL,
    version TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_taxonomy_term (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    taxonomy TEXT NOT NULL,
    language TEXT NOT NULL,
    taxonomy_id TEXT NOT NULL,
    term_uri TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_attribute (
    id TEXT NOT NULL PRIMARY KEY,
    link_id TEXT NOT NULL,
    taxonomy_term_id TEXT NOT NULL,
    link_type TEXT NOT NULL,
    link_entity TEXT NOT NULL,
    value TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE directory_metadata (
    id TEXT NOT NULL PRIMARY KEY,
    resource_id TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    last_action_date TEXT NOT NULL,
    last_action_type TEXT NOT NULL,
    field_name TEXT NOT NULL,
    previous_value TEXT NOT NULL,
    replacement_value TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE INDEX directory_program_organization_id ON directory_program (organization_id);
CREATE INDEX directory_organization_identifier_organization_id ON directory_organization_identifier (organization_id);
CREATE INDEX directory_funding_organization_id ON directory_funding (organization_id);
CREATE INDEX directory_funding_service_id ON directory_funding (service_id);
CREATE INDEX directory_contact_organization_id ON directory_contact (organization_id);
CREATE INDEX directory_contact_service_id ON directory_contact (service_id);
CREATE INDEX directory_contact_location_id ON directory_contact (location_id);
CREATE INDEX directory_contact_service_at_location_id ON directory_contact (service_at_location_id);
CREATE INDEX directory_service_organization_id ON directory_service (organization_id);
CREATE INDEX directory_service_at_location_service_id ON directory_service_at_location (service_id);
CREATE INDEX directory_service_at_location_location_id ON directory_service_at_location (location_id);
CREATE INDEX directory_service_area_service_id ON directory_service_area (service_id);
CREATE INDEX directory_required_document_service_id ON directory_required_document (service_id);
CREATE INDEX directory_cost_option_service_id ON directory_cost_option (service_id);
CREATE INDEX directory_location_organization_id ON directory_location (organization_id);
CREATE INDEX directory_address_location_id ON directory_address (location_id);
CREATE INDEX directory_address_postal_code ON directory_address (postal_code);
CREATE INDEX directory_accessibility_location_id ON directory_accessibility (location_id);
CREATE INDEX directory_phone_organization_id ON directory_phone (organization_id);
CREATE INDEX directory_phone_service_id ON directory_phone (service_id);
CREATE INDEX directory_phone_location_id ON directory_phone (location_id);
CREATE INDEX directory_phone_service_at_location_id ON directory_phone (service_at_location_id);
CREATE INDEX directory_phone_contact_id ON directory_phone (contact_id);
CREATE INDEX directory_schedule_service_id ON directory_schedule (service_id);
CREATE INDEX directory_schedule_location_id ON directory_schedule (location_id);
CREATE INDEX directory_schedule_service_at_location_id ON directory_schedule (service_at_location_id);
CREATE INDEX directory_language_service_id ON directory_language (service_id);
CREATE INDEX directory_language_location_id ON directory_language (location_id);
CREATE INDEX directory_language_phone_id ON directory_language (phone_id);
CREATE INDEX directory_taxonomy_term_taxonomy_id ON directory_taxonomy_term (taxonomy_id);
CREATE INDEX directory_taxonomy_term_parent_id ON directory_taxonomy_term (parent_id);
CREATE INDEX directory_attribute_link_id ON directory_attribute (link_id);
CREATE INDEX directory_attribute_taxonomy_term_id ON directory_attribute (taxonomy_term_id);
CREATE INDEX directory_metadata_resource_id ON directory_metadata (resource_id);
CREATE INDEX directory_service_name ON directory_service (name, id);
CREATE INDEX directory_location_confidential ON directory_location (id) WHERE confidential;

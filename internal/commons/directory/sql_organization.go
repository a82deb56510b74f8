package directory

const (
	upsertOrganization = `INSERT INTO directory_organization (id, name, alternate_name, description, email, website,
		tax_status, tax_id, year_incorporated, legal_status, logo, uri, parent_organization_id, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, alternate_name = excluded.alternate_name,
		description = excluded.description, email = excluded.email, website = excluded.website,
		tax_status = excluded.tax_status, tax_id = excluded.tax_id, year_incorporated = excluded.year_incorporated,
		legal_status = excluded.legal_status, logo = excluded.logo, uri = excluded.uri,
		parent_organization_id = excluded.parent_organization_id, changed = excluded.changed`
	organizationByID = `SELECT id, name, alternate_name, description, email, website, tax_status, tax_id,
		year_incorporated, legal_status, logo, uri, parent_organization_id
		FROM directory_organization WHERE id = $1`
	organizationPage = `SELECT id, name, alternate_name, description, email, website, tax_status, tax_id,
		year_incorporated, legal_status, logo, uri, parent_organization_id
		FROM directory_organization WHERE id > $1 ORDER BY id LIMIT $2`

	upsertProgram = `INSERT INTO directory_program (id, organization_id, name, alternate_name, description, changed)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id, name = excluded.name,
		alternate_name = excluded.alternate_name, description = excluded.description, changed = excluded.changed`
	programByID = `SELECT id, organization_id, name, alternate_name, description
		FROM directory_program WHERE id = $1`
	programPage = `SELECT id, organization_id, name, alternate_name, description
		FROM directory_program WHERE id > $1 ORDER BY id LIMIT $2`
	programOfOrganization = `SELECT id, organization_id, name, alternate_name, description
		FROM directory_program WHERE organization_id = $1 ORDER BY id LIMIT 500`

	upsertOrganizationIdentifier = `INSERT INTO directory_organization_identifier (id, organization_id,
		identifier_scheme, identifier_type, identifier, changed)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id,
		identifier_scheme = excluded.identifier_scheme, identifier_type = excluded.identifier_type,
		identifier = excluded.identifier, changed = excluded.changed`
	organizationIdentifierByID = `SELECT id, organization_id, identifier_scheme, identifier_type, identifier
		FROM directory_organization_identifier WHERE id = $1`
	organizationIdentifierPage = `SELECT id, organization_id, identifier_scheme, identifier_type, identifier
		FROM directory_organization_identifier WHERE id > $1 ORDER BY id LIMIT $2`
	organizationIdentifierOfOrganization = `SELECT id, organization_id, identifier_scheme, identifier_type, identifier
		FROM directory_organization_identifier WHERE organization_id = $1 ORDER BY id LIMIT 500`

	upsertFunding = `INSERT INTO directory_funding (id, organization_id, service_id, source, changed)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id, service_id = excluded.service_id,
		source = excluded.source, changed = excluded.changed`
	fundingByID = `SELECT id, organization_id, service_id, source
		FROM directory_funding WHERE id = $1`
	fundingPage = `SELECT id, organization_id, service_id, source
		FROM directory_funding WHERE id > $1 ORDER BY id LIMIT $2`
	fundingOfOrganization = `SELECT id, organization_id, service_id, source
		FROM directory_funding WHERE organization_id = $1 ORDER BY id LIMIT 500`
	fundingOfService = `SELECT id, organization_id, service_id, source
		FROM directory_funding WHERE service_id = $1 ORDER BY id LIMIT 500`

	upsertContact = `INSERT INTO directory_contact (id, organization_id, service_id, service_at_location_id,
		location_id, name, title, department, email, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id, service_id = excluded.service_id,
		service_at_location_id = excluded.service_at_location_id, location_id = excluded.location_id,
		name = excluded.name, title = excluded.title, department = excluded.department, email = excluded.email,
		changed = excluded.changed`
	contactByID = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name, title,
		department, email
		FROM directory_contact WHERE id = $1`
	contactPage = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name, title,
		department, email
		FROM directory_contact WHERE id > $1 ORDER BY id LIMIT $2`
	contactOfOrganization = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name, title,
		department, email
		FROM directory_contact WHERE organization_id = $1 ORDER BY id LIMIT 500`
	contactOfService = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name, title,
		department, email
		FROM directory_contact WHERE service_id = $1 ORDER BY id LIMIT 500`
	contactOfLocation = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name, title,
		department, email
		FROM directory_contact WHERE location_id = $1 ORDER BY id LIMIT 500`
	contactOfServiceAtLocation = `SELECT id, organization_id, service_id, service_at_location_id, location_id, name,
		title, department, email
		FROM directory_contact WHERE service_at_location_id = $1 ORDER BY id LIMIT 500`
)

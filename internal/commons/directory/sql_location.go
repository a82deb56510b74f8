package directory

const (
	upsertLocation = `INSERT INTO directory_location (id, location_type, url, organization_id, name, alternate_name,
		description, transportation, latitude, longitude, external_identifier, external_identifier_type, confidential,
		changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET location_type = excluded.location_type, url = excluded.url,
		organization_id = excluded.organization_id, name = excluded.name, alternate_name = excluded.alternate_name,
		description = excluded.description, transportation = excluded.transportation, latitude = excluded.latitude,
		longitude = excluded.longitude, external_identifier = excluded.external_identifier,
		external_identifier_type = excluded.external_identifier_type, confidential = excluded.confidential,
		changed = excluded.changed`
	locationByID = `SELECT id, location_type, url, organization_id, name, alternate_name, description, transportation,
		latitude, longitude, external_identifier, external_identifier_type, confidential
		FROM directory_location WHERE id = $1`
	locationPage = `SELECT id, location_type, url, organization_id, name, alternate_name, description, transportation,
		latitude, longitude, external_identifier, external_identifier_type, confidential
		FROM directory_location WHERE id > $1 ORDER BY id LIMIT $2`
	locationOfOrganization = `SELECT id, location_type, url, organization_id, name, alternate_name, description,
		transportation, latitude, longitude, external_identifier, external_identifier_type, confidential
		FROM directory_location WHERE organization_id = $1 ORDER BY id LIMIT 500`

	upsertAddress = `INSERT INTO directory_address (id, location_id, attention, address_1, address_2, city, region,
		state_province, postal_code, country, address_type, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET location_id = excluded.location_id, attention = excluded.attention,
		address_1 = excluded.address_1, address_2 = excluded.address_2, city = excluded.city, region = excluded.region,
		state_province = excluded.state_province, postal_code = excluded.postal_code, country = excluded.country,
		address_type = excluded.address_type, changed = excluded.changed`
	addressByID = `SELECT id, location_id, attention, address_1, address_2, city, region, state_province, postal_code,
		country, address_type
		FROM directory_address WHERE id = $1`
	addressPage = `SELECT a.id, a.location_id, a.attention, a.address_1, a.address_2, a.city, a.region,
		a.state_province, a.postal_code, a.country, a.address_type
		FROM directory_address a JOIN directory_location l ON l.id = a.location_id
		WHERE a.id > $1 AND l.confidential = FALSE ORDER BY a.id LIMIT $2`
	addressOfLocation = `SELECT a.id, a.location_id, a.attention, a.address_1, a.address_2, a.city, a.region,
		a.state_province, a.postal_code, a.country, a.address_type
		FROM directory_address a JOIN directory_location l ON l.id = a.location_id
		WHERE a.location_id = $1 AND l.confidential = FALSE ORDER BY a.id LIMIT 500`
	addressOfConfidential = `SELECT id, location_id, attention, address_1, address_2, city, region, state_province,
		postal_code, country, address_type
		FROM directory_address WHERE location_id = $1 ORDER BY id LIMIT 500`

	upsertAccessibility = `INSERT INTO directory_accessibility (id, location_id, description, details, url, changed)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET location_id = excluded.location_id, description = excluded.description,
		details = excluded.details, url = excluded.url, changed = excluded.changed`
	accessibilityByID = `SELECT id, location_id, description, details, url
		FROM directory_accessibility WHERE id = $1`
	accessibilityPage = `SELECT id, location_id, description, details, url
		FROM directory_accessibility WHERE id > $1 ORDER BY id LIMIT $2`
	accessibilityOfLocation = `SELECT id, location_id, description, details, url
		FROM directory_accessibility WHERE location_id = $1 ORDER BY id LIMIT 500`
)

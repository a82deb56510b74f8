package directory

const (
	upsertTaxonomy = `INSERT INTO directory_taxonomy (id, name, description, uri, version, changed)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, uri = excluded.uri,
		version = excluded.version, changed = excluded.changed`
	taxonomyByID = `SELECT id, name, description, uri, version
		FROM directory_taxonomy WHERE id = $1`
	taxonomyPage = `SELECT id, name, description, uri, version
		FROM directory_taxonomy WHERE id > $1 ORDER BY id LIMIT $2`

	upsertTaxonomyTerm = `INSERT INTO directory_taxonomy_term (id, code, name, description, parent_id, taxonomy,
		language, taxonomy_id, term_uri, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, description = excluded.description,
		parent_id = excluded.parent_id, taxonomy = excluded.taxonomy, language = excluded.language,
		taxonomy_id = excluded.taxonomy_id, term_uri = excluded.term_uri, changed = excluded.changed`
	taxonomyTermByID = `SELECT id, code, name, description, parent_id, taxonomy, language, taxonomy_id, term_uri
		FROM directory_taxonomy_term WHERE id = $1`
	taxonomyTermPage = `SELECT id, code, name, description, parent_id, taxonomy, language, taxonomy_id, term_uri
		FROM directory_taxonomy_term WHERE id > $1 ORDER BY id LIMIT $2`

	upsertAttribute = `INSERT INTO directory_attribute (id, link_id, taxonomy_term_id, link_type, link_entity, value,
		changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET link_id = excluded.link_id, taxonomy_term_id = excluded.taxonomy_term_id,
		link_type = excluded.link_type, link_entity = excluded.link_entity, value = excluded.value,
		changed = excluded.changed`
	attributeByID = `SELECT id, link_id, taxonomy_term_id, link_type, link_entity, value
		FROM directory_attribute WHERE id = $1`
	attributePage = `SELECT id, link_id, taxonomy_term_id, link_type, link_entity, value
		FROM directory_attribute WHERE id > $1 ORDER BY id LIMIT $2`
	attributeOfLink = `SELECT id, link_id, taxonomy_term_id, link_type, link_entity, value
		FROM directory_attribute WHERE link_id = $1 ORDER BY id LIMIT 500`

	upsertMetadata = `INSERT INTO directory_metadata (id, resource_id, resource_type, last_action_date,
		last_action_type, field_name, previous_value, replacement_value, updated_by, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET resource_id = excluded.resource_id, resource_type = excluded.resource_type,
		last_action_date = excluded.last_action_date, last_action_type = excluded.last_action_type,
		field_name = excluded.field_name, previous_value = excluded.previous_value,
		replacement_value = excluded.replacement_value, updated_by = excluded.updated_by, changed = excluded.changed`
	metadataByID = `SELECT id, resource_id, resource_type, last_action_date, last_action_type, field_name,
		previous_value, replacement_value, updated_by
		FROM directory_metadata WHERE id = $1`
	metadataPage = `SELECT id, resource_id, resource_type, last_action_date, last_action_type, field_name,
		previous_value, replacement_value, updated_by
		FROM directory_metadata WHERE id > $1 ORDER BY id LIMIT $2`
	metadataOfResource = `SELECT id, resource_id, resource_type, last_action_date, last_action_type, field_name,
		previous_value, replacement_value, updated_by
		FROM directory_metadata WHERE resource_id = $1 ORDER BY id LIMIT 500`
)

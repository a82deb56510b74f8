package directory

import "reflect"

// table is one table of HSDS, in the order in which links point: a row is imported after the rows it may name.
type table struct {
	name     string // directory_<name> in the database
	file     string // <file>.csv in a tabular package
	row      reflect.Type
	required []string          // columns that must hold something
	links    map[string]string // column → table it names
	loose    map[string]bool   // links that may name something outside the directory
	upsert   string
	byID     string
	page     string
}

func (t *table) new() any { return reflect.New(t.row).Interface() }

var tables = []*table{
	{name: "taxonomy", file: "taxonomies", row: reflect.TypeFor[Taxonomy](), required: []string{"name"},
		upsert: upsertTaxonomy, byID: taxonomyByID, page: taxonomyPage},
	{name: "taxonomy_term", file: "taxonomy_terms", row: reflect.TypeFor[TaxonomyTerm](), required: []string{"name"},
		links:  map[string]string{"taxonomy_id": "taxonomy", "parent_id": "taxonomy_term"},
		loose:  map[string]bool{"taxonomy_id": true, "parent_id": true},
		upsert: upsertTaxonomyTerm, byID: taxonomyTermByID, page: taxonomyTermPage},
	{name: "organization", file: "organizations", row: reflect.TypeFor[Organization](), required: []string{"name"},
		links: map[string]string{"parent_organization_id": "organization"}, loose: map[string]bool{"parent_organization_id": true},
		upsert: upsertOrganization, byID: organizationByID, page: organizationPage},
	{name: "organization_identifier", file: "organization_identifiers", row: reflect.TypeFor[OrganizationIdentifier](),
		required: []string{"identifier_type", "identifier"}, links: map[string]string{"organization_id": "organization"},
		upsert: upsertOrganizationIdentifier, byID: organizationIdentifierByID, page: organizationIdentifierPage},
	{name: "program", file: "programs", row: reflect.TypeFor[Program](), required: []string{"name"},
		links: map[string]string{"organization_id": "organization"}, loose: map[string]bool{"organization_id": true},
		upsert: upsertProgram, byID: programByID, page: programPage},
	{name: "service", file: "services", row: reflect.TypeFor[Service](), required: []string{"name"},
		links:  map[string]string{"organization_id": "organization", "program_id": "program"},
		loose:  map[string]bool{"organization_id": true, "program_id": true},
		upsert: upsertService, byID: serviceByID, page: servicePage},
	{name: "location", file: "locations", row: reflect.TypeFor[Location](),
		links: map[string]string{"organization_id": "organization"}, loose: map[string]bool{"organization_id": true},
		upsert: upsertLocation, byID: locationByID, page: locationPage},
	{name: "service_at_location", file: "service_at_location", row: reflect.TypeFor[ServiceAtLocation](),
		required: []string{"service_id", "location_id"},
		links:    map[string]string{"service_id": "service", "location_id": "location"},
		upsert:   upsertServiceAtLocation, byID: serviceAtLocationByID, page: serviceAtLocationPage},
	{name: "address", file: "addresses", row: reflect.TypeFor[Address](), required: []string{"location_id", "address_1"},
		links:  map[string]string{"location_id": "location"},
		upsert: upsertAddress, byID: addressByID, page: addressPage},
	{name: "contact", file: "contacts", row: reflect.TypeFor[Contact](), links: ownerLinks,
		upsert: upsertContact, byID: contactByID, page: contactPage},
	{name: "phone", file: "phones", row: reflect.TypeFor[Phone](), required: []string{"number"}, links: ownerLinks,
		upsert: upsertPhone, byID: phoneByID, page: phonePage},
	{name: "schedule", file: "schedules", row: reflect.TypeFor[Schedule](), links: ownerLinks,
		upsert: upsertSchedule, byID: scheduleByID, page: schedulePage},
	{name: "funding", file: "funding", row: reflect.TypeFor[Funding](), links: ownerLinks,
		upsert: upsertFunding, byID: fundingByID, page: fundingPage},
	{name: "service_area", file: "service_areas", row: reflect.TypeFor[ServiceArea](), links: ownerLinks,
		upsert: upsertServiceArea, byID: serviceAreaByID, page: serviceAreaPage},
	{name: "required_document", file: "required_documents", row: reflect.TypeFor[RequiredDocument](), links: ownerLinks,
		upsert: upsertRequiredDocument, byID: requiredDocumentByID, page: requiredDocumentPage},
	{name: "language", file: "languages", row: reflect.TypeFor[Language](), links: ownerLinks,
		upsert: upsertLanguage, byID: languageByID, page: languagePage},
	{name: "accessibility", file: "accessibility", row: reflect.TypeFor[Accessibility](), links: ownerLinks,
		upsert: upsertAccessibility, byID: accessibilityByID, page: accessibilityPage},
	{name: "cost_option", file: "cost_options", row: reflect.TypeFor[CostOption](), links: ownerLinks,
		upsert: upsertCostOption, byID: costOptionByID, page: costOptionPage},
	{name: "attribute", file: "attributes", row: reflect.TypeFor[Attribute](), required: []string{"link_id"},
		links: map[string]string{"taxonomy_term_id": "taxonomy_term"}, loose: map[string]bool{"taxonomy_term_id": true},
		upsert: upsertAttribute, byID: attributeByID, page: attributePage},
	{name: "metadata", file: "metadata", row: reflect.TypeFor[Metadata](),
		required: []string{"resource_id", "last_action_date", "last_action_type", "field_name", "updated_by"},
		upsert:   upsertMetadata, byID: metadataByID, page: metadataPage},
}

// ownerLinks are the links of a row that belongs to whatever it names.
var ownerLinks = map[string]string{"organization_id": "organization", "service_id": "service", "location_id": "location",
	"service_at_location_id": "service_at_location", "contact_id": "contact", "phone_id": "phone"}

var tableByName = func() map[string]*table {
	m := map[string]*table{}
	for _, t := range tables {
		m[t.name] = t
	}
	return m
}()

var tableByType = func() map[reflect.Type]*table {
	m := map[reflect.Type]*table{}
	for _, t := range tables {
		m[t.row] = t
	}
	return m
}()

package directory

import "context"

// The functions of this file put documents together the way HSDS nests them.

func (v *view) term(ctx context.Context, id string) *TaxonomyTerm {
	t := one[TaxonomyTerm](ctx, v, taxonomyTermByID, id)
	if t != nil {
		t.TaxonomyDetail = one[Taxonomy](ctx, v, taxonomyByID, t.TaxonomyID)
	}
	return t
}

func (v *view) phones(ctx context.Context, query, owner string) []Phone {
	phones := list[Phone](ctx, v, query, owner)
	if v.has["Languages"] {
		for i := range phones {
			phones[i].Languages = list[Language](ctx, v, languageOfPhone, phones[i].ID)
		}
	}
	return phones
}

func (v *view) contacts(ctx context.Context, query, owner string) []Contact {
	contacts := list[Contact](ctx, v, query, owner)
	for i := range contacts {
		contacts[i].Phones = v.phones(ctx, phoneOfContact, contacts[i].ID)
	}
	return contacts
}

func (v *view) languages(ctx context.Context, query, owner string) []Language {
	if !v.has["Languages"] {
		return nil
	}
	return list[Language](ctx, v, query, owner)
}

// location completes l. What a confidential location has left is how to reach it, not where it is.
func (v *view) location(ctx context.Context, l *Location) {
	l.Phones = v.phones(ctx, phoneOfLocation, l.ID)
	l.Languages = v.languages(ctx, languageOfLocation, l.ID)
	if l.Confidential {
		return
	}
	l.Addresses = list[Address](ctx, v, addressOfLocation, l.ID)
	l.Accessibility = list[Accessibility](ctx, v, accessibilityOfLocation, l.ID)
	l.Contacts = v.contacts(ctx, contactOfLocation, l.ID)
	l.Schedules = list[Schedule](ctx, v, scheduleOfLocation, l.ID)
}

// serviceAtLocation completes s with its location; the service around it is the caller's.
func (v *view) serviceAtLocation(ctx context.Context, s *ServiceAtLocation) {
	s.Phones = v.phones(ctx, phoneOfServiceAtLocation, s.ID)
	s.Schedules = list[Schedule](ctx, v, scheduleOfServiceAtLocation, s.ID)
	s.Contacts = v.contacts(ctx, contactOfServiceAtLocation, s.ID)
	if s.Location = one[Location](ctx, v, locationByID, s.LocationID); s.Location != nil {
		v.location(ctx, s.Location)
	}
}

// summary gives s what the specification puts into a list: its organization and program.
func (v *view) summary(ctx context.Context, s *Service) {
	s.Organization = one[Organization](ctx, v, organizationByID, s.OrganizationID)
	s.Program = one[Program](ctx, v, programByID, s.ProgramID)
}

// service completes s with everything that belongs to it.
func (v *view) service(ctx context.Context, s *Service) {
	v.summary(ctx, s)
	s.Phones = v.phones(ctx, phoneOfService, s.ID)
	s.Schedules = list[Schedule](ctx, v, scheduleOfService, s.ID)
	s.ServiceAreas = list[ServiceArea](ctx, v, serviceAreaOfService, s.ID)
	s.Languages = v.languages(ctx, languageOfService, s.ID)
	s.Funding = list[Funding](ctx, v, fundingOfService, s.ID)
	s.CostOptions = list[CostOption](ctx, v, costOptionOfService, s.ID)
	s.RequiredDocuments = list[RequiredDocument](ctx, v, requiredDocumentOfService, s.ID)
	s.Contacts = v.contacts(ctx, contactOfService, s.ID)
	s.ServiceAtLocations = list[ServiceAtLocation](ctx, v, serviceAtLocationOfService, s.ID)
	for i := range s.ServiceAtLocations {
		v.serviceAtLocation(ctx, &s.ServiceAtLocations[i])
	}
}

// organization completes o; its services only where asked for, since they can be many.
func (v *view) organization(ctx context.Context, o *Organization, services bool) {
	o.Funding = list[Funding](ctx, v, fundingOfOrganization, o.ID)
	o.Contacts = v.contacts(ctx, contactOfOrganization, o.ID)
	o.Phones = v.phones(ctx, phoneOfOrganization, o.ID)
	o.Programs = list[Program](ctx, v, programOfOrganization, o.ID)
	o.OrganizationIdentifiers = list[OrganizationIdentifier](ctx, v, organizationIdentifierOfOrganization, o.ID)
	o.Locations = list[Location](ctx, v, locationOfOrganization, o.ID)
	for i := range o.Locations {
		v.location(ctx, &o.Locations[i])
	}
	if services {
		o.Services = list[Service](ctx, v, serviceOfOrganization, o.ID)
	}
}

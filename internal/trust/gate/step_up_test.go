package gate

import (
	"testing"

	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestStepUpIsAskedForWhatItProtects goes through every decision there is, with the passphrase typed a moment ago and not. It
// makes a difference only to a person in their own record, only for sharing, taking along, saying yes, erasing and what they chose, and
// never for taking back, calling back, saying no or looking who looked.
func TestStepUpIsAskedForWhatItProtects(t *testing.T) {
	rules := loaded(t)
	asked := 0
	for _, settings := range []account.Settings{{}, {AskContact: true}, {AskMoney: true}, {AskContact: true, AskMoney: true, KeepDrafts: true}} {
		for _, ends := range []bool{false, true} {
			for _, role := range append(account.StaffRoles(), account.Survivor, "partner", "nobody") {
				for _, relation := range []Relation{None, Worker, Cover, Self} {
					for _, action := range append(Actions(), "unknown") {
						for _, c := range append(resources(), "money") {
							stale := whole
							stale.StepUp, stale.Settings = false, settings
							fresh := stale
							fresh.StepUp = true
							f := facts{string(role), stale, relation, BasisStands, ends}
							staleOK, why := rules.decide(f, action, c)
							f.standing = fresh
							freshOK, _ := rules.decide(f, action, c)
							want := freshOK && role == account.Survivor && relation == Self && asks(settings, action, c, ends)
							if staleOK != (freshOK && !want) || want != why.StepUp() {
								t.Fatalf("%s, %s, %s %s, ends %v, %v: %v (%s) without and %v with the passphrase", role, relation, action, c, ends, settings, staleOK, why, freshOK)
							}
							if want {
								asked++
							}
						}
					}
				}
			}
		}
	}
	if asked < 100 {
		t.Fatalf("it was asked for %d times only: the test looks in the wrong place", asked)
	}
}

// asks is the rule once more, in Go.
func asks(s account.Settings, action Action, c Compartment, ends bool) bool {
	switch action {
	case Share, Take, Erase:
		return true
	case Consent:
		return !ends
	case Read, Write, Message:
		return c == Contact && s.AskContact || c == "money" && s.AskMoney
	}
	return false
}

// TestNobodyIsAskedForAPassphraseForNothing: to somebody who may not have it anyway, a passphrase is not mentioned.
func TestNobodyIsAskedForAPassphraseForNothing(t *testing.T) {
	rules := loaded(t)
	for _, change := range []func(*account.Standing){
		func(s *account.Standing) { s.Active = false }, func(s *account.Standing) { s.SecondFactor = false }, func(s *account.Standing) { s.Attested = false },
	} {
		standing := whole
		standing.StepUp = false
		change(&standing)
		if ok, why := rules.decide(facts{"survivor", standing, Self, "", false}, Share, Plan); ok || why.StepUp() {
			t.Errorf("%v: %v, %s", standing, ok, why)
		}
	}
	g := Gate{rules: rules}
	standing := whole
	standing.StepUp = false
	for _, order := range [][]Compartment{{Contact, Health}, {Health, Contact}} {
		req := Request{Actor: account.Actor{Role: "advocate"}, Action: Share, Compartments: order}
		if ok, why := g.judge(req, personRow{relation: Worker}, standing); ok || why != ReasonNoRule {
			t.Errorf("%v for a worker: %v, %s", order, ok, why)
		}
		req.Actor.Role = account.Survivor
		if ok, why := g.judge(req, personRow{relation: Self}, standing); ok || why != ReasonStepUp {
			t.Errorf("%v for the person: %v, %s", order, ok, why)
		}
	}
}

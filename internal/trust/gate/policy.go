package gate

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"

	"github.com/cedar-policy/cedar-go"

	"github.com/amparo-project/amparo/internal/trust/account"
)

//go:embed policies/*.cedar
var policyFiles embed.FS

// policies is the set of rules, read once at start.
type policies struct{ set *cedar.PolicySet }

func loadPolicies() (policies, error) {
	set := cedar.NewPolicySet()
	names, err := fs.Glob(policyFiles, "policies/*.cedar")
	if err != nil {
		return policies{}, err
	}
	sort.Strings(names)
	for _, name := range names {
		text, err := policyFiles.ReadFile(name)
		if err != nil {
			return policies{}, err
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			return policies{}, fmt.Errorf("reading the policies: %w", err)
		}
		for _, p := range list {
			rule, ok := p.Annotations()["id"]
			if !ok || !set.Add(cedar.PolicyID(rule), p) {
				return policies{}, fmt.Errorf("%s: a rule has no @id of its own", name)
			}
		}
	}
	return policies{set}, nil
}

// facts is everything the rules may ask about one request.
type facts struct {
	role     string
	standing account.Standing
	relation Relation
	basis    string // "stands", or why not; empty where nothing leaves the agency
	ends     bool   // it says no to a consent or stops one
}

// A Reason is why a request was decided as it was: the name of the rule, or one of the reasons below.
type Reason string

const (
	ReasonNoRule    Reason = "no_rule"    // nothing permits it: the default
	ReasonNotThere  Reason = "not_there"  // the agency has no such person
	ReasonRuleFault Reason = "rule_fault" // a rule could not be evaluated, which counts as no

	// ReasonNewCard is the reason of an Enrol that replaced a card that was lost.
	ReasonNewCard Reason = "new_card"

	// ReasonLeft is the reason of a HandOver where whoever was there has left.
	ReasonLeft Reason = "left"

	// The passphrase is asked for once more, and nothing else stands against it.
	ReasonStepUp       Reason = "standing.step-up"
	ReasonStepUpChosen Reason = "standing.step-up.chosen"
)

// StepUp reports whether the passphrase once more would have been enough.
func (r Reason) StepUp() bool { return r == ReasonStepUp || r == ReasonStepUpChosen }

// decide asks the rules about one compartment. A rule that fails to evaluate must not silently drop a forbid, so any
// error in the diagnostics is a no.
func (p policies) decide(f facts, action Action, c Compartment) (bool, Reason) {
	certificates := make([]cedar.Value, len(f.standing.Certificates))
	for i, cert := range f.standing.Certificates {
		certificates[i] = cedar.String(cert)
	}
	var asks []cedar.Value
	for _, scope := range []account.Scope{account.Contact, account.Money} {
		if f.standing.Settings.Asks(scope) {
			asks = append(asks, cedar.String(scope))
		}
	}
	principal, resource := cedar.NewEntityUID("Actor", "asking"), cedar.NewEntityUID("Compartment", cedar.String(c))
	entities := cedar.EntityMap{
		principal: {UID: principal, Attributes: cedar.NewRecord(cedar.RecordMap{"role": cedar.String(f.role)})},
		resource:  {UID: resource, Attributes: cedar.NewRecord(cedar.RecordMap{"compartment": cedar.String(c)})},
	}
	decision, why := p.set.IsAuthorized(entities, cedar.Request{
		Principal: principal, Action: cedar.NewEntityUID("Action", cedar.String(action)), Resource: resource,
		Context: cedar.NewRecord(cedar.RecordMap{
			"active": cedar.Boolean(f.standing.Active), "second_factor": cedar.Boolean(f.standing.SecondFactor),
			"attested": cedar.Boolean(f.standing.Attested), "certificates": cedar.NewSet(certificates...),
			"relation": cedar.String(f.relation), "basis": cedar.String(f.basis),
			"step_up": cedar.Boolean(f.standing.StepUp), "asks": cedar.NewSet(asks...), "ends": cedar.Boolean(f.ends),
		}),
	})
	reason := ReasonNoRule
	if len(why.Reasons) > 0 {
		reason = Reason(why.Reasons[0].PolicyID)
	}
	if len(why.Errors) > 0 {
		return false, ReasonRuleFault
	}
	for _, r := range why.Reasons {
		if decision == cedar.Deny && Reason(r.PolicyID).StepUp() {
			return false, p.otherwise(f, action, c, Reason(r.PolicyID))
		}
	}
	return decision == cedar.Allow, reason
}

// otherwise is the reason of a refusal that asks for the passphrase once more: whatever else stands against it comes first,
// so that nobody is asked for a passphrase for something they may not have.
func (p policies) otherwise(f facts, action Action, c Compartment, asking Reason) Reason {
	f.standing.StepUp = true
	if ok, why := p.decide(f, action, c); !ok {
		return why
	}
	return asking
}

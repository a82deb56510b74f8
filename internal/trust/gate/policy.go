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
}

// A Reason is why a request was decided as it was: the name of the rule, or one of the reasons below.
type Reason string

const (
	ReasonNoRule    Reason = "no_rule"    // nothing permits it: the default
	ReasonNotThere  Reason = "not_there"  // the agency has no such person
	ReasonRuleFault Reason = "rule_fault" // a rule could not be evaluated, which counts as no
)

// decide asks the rules about one compartment. A rule that fails to evaluate must not silently drop a forbid, so any
// error in the diagnostics is a no.
func (p policies) decide(f facts, action Action, c Compartment) (bool, Reason) {
	certificates := make([]cedar.Value, len(f.standing.Certificates))
	for i, cert := range f.standing.Certificates {
		certificates[i] = cedar.String(cert)
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
		}),
	})
	reason := ReasonNoRule
	if len(why.Reasons) > 0 {
		reason = Reason(why.Reasons[0].PolicyID)
	}
	if len(why.Errors) > 0 {
		return false, ReasonRuleFault
	}
	return decision == cedar.Allow, reason
}

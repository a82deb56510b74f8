package gate

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"

	"github.com/amparo-project/amparo/internal/trust/account"
)

var update = flag.Bool("update", false, "write testdata/decisions.txt anew")

var whole = account.Standing{Active: true, SecondFactor: true, Attested: true, Certificates: []account.Certificate{account.Confidentiality, account.Evidence}, StepUp: true}

func loaded(t testing.TB) policies {
	t.Helper()
	p, err := loadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// resources are the compartments, the record as a whole, a package, and the teams that packages are addressed to.
func resources() (list []Compartment) {
	list = append(Compartments(), "consent", "package", HelpChannel, ConcernChannel, Alarms)
	for _, f := range account.Functions() {
		if c := Compartment(f); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// TestDecisions compares every decision of the rules with a table that an oversight body can read. Whatever is not in the
// table is refused because no rule permits it.
func TestDecisions(t *testing.T) {
	rules := loaded(t)
	roles := append([]account.Role{account.Survivor, "partner", "nobody", ""}, account.StaffRoles()...)
	var b strings.Builder
	b.WriteString("# role, relation, action: what is permitted, with the rule. Everything else is refused (no_rule).\n")
	for _, role := range roles {
		for _, relation := range []Relation{None, Worker, Cover, Self} {
			for _, action := range append(Actions(), "unknown") {
				line := permitted(rules, role, relation, action)
				if line != "" {
					fmt.Fprintf(&b, "%s, %s, %s: %s\n", role, relation, action, line)
				}
			}
		}
	}
	const file = "testdata/decisions.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		if i >= len(got) || i >= len(wanted) || got[i] != wanted[i] {
			t.Fatalf("line %d of the decisions has changed; if that is meant, run the test with -update:\n%s", i+1, strings.Join(got[min(i, len(got)):min(i+3, len(got))], "\n"))
		}
	}
}

func permitted(rules policies, role account.Role, relation Relation, action Action) string {
	byRule := map[Reason][]string{}
	var order []Reason
	for _, c := range resources() {
		ok, why := rules.decide(facts{role: string(role), standing: whole, relation: relation, basis: BasisStands}, action, c)
		if !ok {
			continue
		}
		if byRule[why] == nil {
			order = append(order, why)
		}
		byRule[why] = append(byRule[why], string(c))
	}
	var parts []string
	for _, why := range order {
		what := strings.Join(byRule[why], " ")
		if len(byRule[why]) == len(resources()) {
			what = "everything"
		}
		parts = append(parts, what+" ["+string(why)+"]")
	}
	return strings.Join(parts, "; ")
}

// TestStandingComesFirst: with anything missing, nothing is permitted to anybody, whatever else would permit it.
func TestStandingComesFirst(t *testing.T) {
	rules := loaded(t)
	for name, c := range map[string]struct {
		change func(*account.Standing)
		reason Reason
	}{
		"not active":          {func(s *account.Standing) { s.Active = false }, "standing.active"},
		"no second factor":    {func(s *account.Standing) { s.SecondFactor = false }, "standing.second-factor"},
		"conduct not signed":  {func(s *account.Standing) { s.Attested = false }, "standing.conduct"},
		"not trained":         {func(s *account.Standing) { s.Certificates = nil }, "standing.confidentiality"},
		"trained elsewhere":   {func(s *account.Standing) { s.Certificates = []account.Certificate{account.Evidence} }, "standing.confidentiality"},
		"nothing of all this": {func(s *account.Standing) { *s = account.Standing{} }, ""},
	} {
		standing := whole
		c.change(&standing)
		for _, role := range append(account.StaffRoles(), account.Survivor, "partner") {
			if role == account.Survivor && strings.HasPrefix(string(c.reason), "standing.conf") {
				continue // nobody certifies a person for their own record
			}
			for _, action := range Actions() {
				for _, relation := range []Relation{None, Worker, Self} {
					for _, resource := range resources() {
						ok, why := rules.decide(facts{string(role), standing, relation, BasisStands, false}, action, resource)
						if ok || (c.reason != "" && why != c.reason) && !(resource == Evidence && why == "standing.evidence") {
							t.Fatalf("%s: %s may %s %s: %v, %s", name, role, action, resource, ok, why)
						}
					}
				}
			}
		}
	}
}

func TestEvidenceTakesItsOwnCertificate(t *testing.T) {
	rules, standing := loaded(t), whole
	standing.Certificates = []account.Certificate{account.Confidentiality}
	for _, action := range []Action{Read, Write} {
		if ok, why := rules.decide(facts{"lawyer", standing, Worker, "", false}, action, Evidence); ok || why != "standing.evidence" {
			t.Errorf("%s without the certificate: %v, %s", action, ok, why)
		}
		if ok, _ := rules.decide(facts{"lawyer", whole, Worker, "", false}, action, Evidence); !ok {
			t.Errorf("%s with the certificate is refused", action)
		}
	}
}

// TestOnlyAStandingBasisServes: nothing leaves on any other word, and no role of the house is a partner.
func TestOnlyAStandingBasisServes(t *testing.T) {
	rules := loaded(t)
	for _, basis := range []string{"", "withdrawn", "expired", "suspended", "replayed", "no_consent", "Stands", "stands "} {
		if ok, _ := rules.decide(facts{"partner", whole, None, basis, false}, Serve, "package"); ok {
			t.Errorf("something leaves on %q", basis)
		}
	}
	for _, role := range append(account.StaffRoles(), account.Survivor) {
		for _, relation := range []Relation{None, Worker, Cover, Self} {
			if ok, _ := rules.decide(facts{string(role), whole, relation, BasisStands, false}, Serve, "package"); ok {
				t.Errorf("%s, %s, serves packages", role, relation)
			}
		}
	}
}

// TestABrokenRuleIsANo: a forbid that cannot be evaluated must not be dropped in silence, and a permit that cannot be
// evaluated permits nothing, even where another rule would.
func TestABrokenRuleIsANo(t *testing.T) {
	for _, text := range []string{
		`@id("broken") forbid (principal, action, resource) when { context.there_is_no_such_fact };`,
		`@id("broken") permit (principal, action, resource) when { principal.role == 1 + principal.role };`,
		`@id("broken") forbid (principal, action, resource) when { context.certificates.contains("x") && context.relation < 3 };`,
	} {
		rules := loaded(t)
		list, err := cedar.NewPolicyListFromBytes("broken.cedar", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		rules.set.Add("broken", list[0])
		standing := whole
		standing.Certificates = append(standing.Certificates[:2:2], "x")
		if ok, why := rules.decide(facts{"advocate", standing, Worker, "", false}, Read, Plan); ok || why != ReasonRuleFault {
			t.Errorf("%s: %v, %s", text, ok, why)
		}
	}
}

// TestEveryActionIsWrittenInThePolicies: an action that no rule names is one that somebody forgot.
func TestEveryActionIsWrittenInThePolicies(t *testing.T) {
	var text strings.Builder
	entries, err := policyFiles.ReadDir("policies")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := policyFiles.ReadFile("policies/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	for _, a := range Actions() {
		if !strings.Contains(text.String(), `Action::"`+string(a)+`"`) {
			t.Errorf("no rule names %q", a)
		}
	}
}

package arch

import (
	"go/token"
	"slices"
	"strings"
	"testing"
)

// root is the folder of go.mod, seen from this package.
const root = "../.."

func tree(t *testing.T) []File {
	t.Helper()
	files, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 30 {
		t.Fatalf("only %d Go files found", len(files))
	}
	return files
}

// sample is a file that is written here.
func sample(t *testing.T, path, source string) File {
	t.Helper()
	f, err := parse(token.NewFileSet(), path, path, source)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestImportsGoDown(t *testing.T) {
	for _, b := range Arrows(tree(t)) {
		t.Error(b)
	}
}

func TestArrow(t *testing.T) {
	for _, c := range []struct {
		from, to string
		test     bool
		why      string
	}{
		{"cmd/amparo", "internal/app", false, ""},
		{"internal/app", "internal/face/public", false, ""},
		{"internal/face/public", "internal/care/referral", false, ""},
		{"internal/care/referral", "internal/commons/directory", false, ""},
		{"internal/commons/directory", "internal/trust/account", false, ""},
		{"internal/trust/gate", "internal/trust/gate/policy", false, ""},
		{"internal/trust/disclosure", "internal/trust/record", false, ""},
		{"internal/platform/webkit", "internal/platform/locale", false, ""},
		{"internal/face/staff", "internal/platform/store", true, ""},
		{"internal/care/plan", "internal/browser", true, ""},
		{"internal/care/plan", "internal/browser", false, "only tests"},
		{"internal/care/plan", "internal/platform/store/storetest", false, "only tests"},
		{"internal/platform/flow", "internal/trust/account", false, "goes up"},
		{"internal/platform/flow", "internal/trust/account", true, "goes up"},
		{"internal/trust/gate", "internal/care/plan", false, "goes up"},
		{"internal/face/public", "internal/app", false, "goes up"},
		{"internal/care/plan", "internal/care/referral", false, "do not import each other"},
		{"internal/face/public", "internal/face/staff", false, "do not import each other"},
		{"internal/face/public", "internal/platform/store", false, "no rows"},
		{"internal/face/public", "internal/platform/keys", false, "no rows"},
		{"internal/commons/directory", "internal/trust/record", false, "no personal data"},
		{"internal/trust/gate", "internal/commons/directory", false, "does not know"},
		{"internal/trust/account", "internal/trust/gate", false, "goes up"},
		{"internal/trust/contact", "internal/trust/disclosure", false, "goes across"},
		{"internal/trust/rumour", "internal/trust/account", false, "no place"},
		{"internal/platform/id", "internal/platform/clock", false, "goes across"},
		{"internal/platform/store", "internal/platform/ledger", false, "goes up"},
		{"internal/platform/locale", "internal/platform/form", false, "goes across"},
		{"internal/attic", "internal/platform/id", false, "no floor"},
	} {
		got := Arrow(c.from, c.to, c.test)
		if (got == "") != (c.why == "") || !strings.Contains(got, c.why) {
			t.Errorf("%s → %s (test %v): %q, want %q", c.from, c.to, c.test, got, c.why)
		}
	}
}

func TestTheCommonsReachNoRecordThroughOthers(t *testing.T) {
	files := []File{
		sample(t, "internal/commons/fund/fund.go", "package fund\nimport _ \""+Own+"/internal/trust/contact\""),
		sample(t, "internal/trust/contact/contact.go", "package contact\nimport _ \""+Own+"/internal/trust/record\""),
	}
	got := Arrows(files)
	want := []string{"internal/commons/fund reaches internal/trust/record through internal/trust/contact"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoForbiddenWordsAndNothingTooLong(t *testing.T) {
	files := tree(t)
	broken, idle := Excused(append(Words(files), Sizes(files)...), Exceptions)
	for _, b := range broken {
		t.Error(b)
	}
	for _, i := range idle {
		t.Error(i)
	}
}

func TestForbiddenWordsAreFound(t *testing.T) {
	source := `package helpers
import ("time"; tpl "html/template"; "os"; "math/rand")
func init() { time.Sleep(1); _ = time.Now(); _ = time.Since; _ = tpl.HTML("x"); _ = os.Getenv("X"); rand.Int() }
`
	rules := func(path string) (rules []string) {
		for _, f := range Words([]File{sample(t, path, source)}) {
			rules = append(rules, f.Rule)
		}
		slices.Sort(rules)
		return rules
	}
	all := []string{"init", "math/rand", "os.Getenv", "package helpers", "template.HTML", "time.Now", "time.Since", "time.Sleep"}
	if got := rules("internal/care/plan/plan.go"); !slices.Equal(got, all) {
		t.Errorf("in the program: %q", got)
	}
	if got := rules("internal/care/plan/plan_test.go"); slices.Contains(got, "time.Now") || !slices.Contains(got, "time.Sleep") {
		t.Errorf("in a test: %q", got)
	}
	if got := rules("cmd/amparo/main.go"); slices.Contains(got, "os.Getenv") {
		t.Errorf("in cmd: %q", got)
	}
}

func TestLongFilesAndFunctionsAreFound(t *testing.T) {
	long := "package plan\nfunc long() {\n" + strings.Repeat("\t_ = 0\n", MaxFunction) + "}\n" + strings.Repeat("//\n", MaxFile)
	if got := Sizes([]File{sample(t, "internal/care/plan/plan.go", long)}); len(got) != 2 {
		t.Errorf("found %v, want the file and the function", got)
	}
	if got := Sizes([]File{sample(t, "internal/care/plan/plan_test.go", long)}); len(got) != 0 {
		t.Errorf("a test is measured: %v", got)
	}
	generated := "// Code generated by a tool. DO NOT EDIT.\n\n" + long
	if got := Sizes([]File{sample(t, "internal/care/plan/plan.go", generated)}); len(got) != 0 {
		t.Errorf("a generated file is measured: %v", got)
	}
}

func TestAnExceptionThatExcusesNothingIsNamed(t *testing.T) {
	found := []Finding{{Rule: "a", Path: "x/y.go"}, {Rule: "b", Path: "x/y.go"}}
	broken, idle := Excused(found, []Exception{{"a", "x/", "reason"}, {"b", "z.go", "reason"}})
	if len(broken) != 1 || broken[0].Rule != "b" || len(idle) != 1 {
		t.Errorf("broken %v, idle %v", broken, idle)
	}
}

package browser

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Violation is one rule of WCAG 2.2, level A or AA, that the page breaks.
type Violation struct {
	Rule    string   // axe-core's name of the rule, such as "color-contrast"
	Impact  string   // "minor", "moderate", "serious" or "critical"
	Help    string   // what is asked, in one line
	Targets []string // CSS selectors of the elements
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s %q", v.Rule, v.Impact, v.Help, v.Targets)
}

// checkWCAG reports what axe-core finds. The page's own content security policy stays as it is: the checker comes in through
// the debugger, which no policy binds.
const checkWCAG = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}})
	.then(r => r.violations.map(v => ({Rule: v.id, Impact: v.impact || "", Help: v.help, Targets: v.nodes.map(n => n.target.join(" "))})))`

// Axe checks the page against WCAG 2.2 AA with axe-core from web/node_modules. Where the page's script is off, it is on
// while the check runs; the page's own scripts stay unread.
func (tab *Tab) Axe() []Violation {
	tab.t.Helper()
	axe, err := os.ReadFile(filepath.Join(moduleRoot(tab), "web", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		tab.t.Fatalf("axe-core is missing: run make assets: %v", err)
	}
	if !tab.script {
		tab.allowScript(true)
		defer tab.allowScript(false)
	}
	want(tab, "loading axe-core", chromedp.Evaluate[chromedp.Void](string(axe)+"\n;0"))
	return want(tab, "running axe-core", chromedp.Evaluate[[]Violation](checkWCAG, chromedp.EvalAwaitPromise))
}

func (tab *Tab) allowScript(on bool) {
	tab.t.Helper()
	action := do(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	if err := chromedp.Do(tab.ctx, action); err != nil {
		tab.t.Fatalf("switching the page's script: %v", err)
	}
}

// moduleRoot is the folder of go.mod, above the folder in which the test runs.
func moduleRoot(tab *Tab) string {
	tab.t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tab.t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			tab.t.Fatal("there is no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
}

package arch

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// A Finding is one place that breaks a rule, before exceptions.
type Finding struct {
	Rule  string // "time.Now"
	Path  string // the file
	Place string // "line 12"
	Why   string
}

func (f Finding) String() string { return fmt.Sprintf("%s:%s: %s: %s", f.Path, f.Place, f.Rule, f.Why) }

// A ban is one name that has no place in the code.
type ban struct {
	pkg, name string
	tests     bool // whether tests may not use it either
	why       string
}

const (
	oneClock  = "time is a parameter: take a clock.Clock"
	unescaped = "this conversion switches the escaping of html/template off"
	wiring    = "settings come in through cmd"
)

var bans = []ban{
	{"time", "Now", false, oneClock},
	{"time", "Since", false, oneClock},
	{"time", "Until", false, oneClock},
	{"time", "Sleep", true, "wait for the condition"},
	{"html/template", "HTML", true, unescaped},
	{"html/template", "HTMLAttr", true, unescaped},
	{"html/template", "JS", true, unescaped},
	{"html/template", "JSStr", true, unescaped},
	{"html/template", "CSS", true, unescaped},
	{"html/template", "URL", true, unescaped},
	{"html/template", "Srcset", true, unescaped},
	{"os", "Getenv", false, wiring},
	{"os", "LookupEnv", false, wiring},
	{"os", "Environ", false, wiring},
}

// Words returns the calls, imports, functions and package names that have no place in the code.
func Words(files []File) (found []Finding) {
	for _, f := range files {
		found = append(found, bannedCalls(f)...)
		add := func(rule string, line int, why string) {
			found = append(found, Finding{rule, f.Path, fmt.Sprint(line), why})
		}
		if slices.Contains(f.Imports(), "math/rand") {
			add("math/rand", 1, "use crypto/rand, or math/rand/v2 where chance need not be secret")
		}
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc"}, f.Syntax.Name.Name) {
			add("package "+f.Syntax.Name.Name, 1, "a package is named for what it provides")
		}
		for _, d := range f.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				add("init", f.line(fn.Pos()), "what happens at start is written in cmd and internal/app")
			}
		}
	}
	return found
}

func bannedCalls(f File) (found []Finding) {
	names := importNames(f)
	if strings.HasPrefix(f.Package, "cmd/") {
		delete(names, "os") // the environment is read here and nowhere else
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if isCall {
			n = call.Fun
		}
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, b := range bans {
			// A call is met twice: as a call, and as what it calls. Types of templates are banned as conversions only.
			conversion := b.why == unescaped
			if isCall == conversion && names[x.Name] == b.pkg && sel.Sel.Name == b.name && (b.tests || !f.Test) {
				found = append(found, Finding{path.Base(b.pkg) + "." + b.name, f.Path, fmt.Sprint(f.line(sel.Pos())), b.why})
			}
		}
		return true
	})
	return found
}

// importNames maps the names under which the file knows its imports to their paths.
func importNames(f File) map[string]string {
	names := map[string]string{}
	for i, p := range f.Imports() {
		name := path.Base(p)
		if spec := f.Syntax.Imports[i]; spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}

// The longest file and function that a reader is asked to hold in mind.
const (
	MaxFile     = 500
	MaxFunction = 80
)

// Sizes returns the files and functions that are too long. Tests and generated files are not measured.
func Sizes(files []File) (found []Finding) {
	for _, f := range files {
		if f.Test || f.Generated() {
			continue
		}
		if n := f.line(f.Syntax.FileEnd); n > MaxFile {
			found = append(found, Finding{"long file", f.Path, "1", fmt.Sprintf("%d lines, at most %d", n, MaxFile)})
		}
		for _, d := range f.Syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := f.line(fn.End()) - f.line(fn.Pos()) + 1; n > MaxFunction {
				found = append(found, Finding{"long function", f.Path, fmt.Sprint(f.line(fn.Pos())),
					fmt.Sprintf("%s has %d lines, at most %d", fn.Name.Name, n, MaxFunction)})
			}
		}
	}
	return found
}

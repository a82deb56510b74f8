package arch

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// A Module is one dependency that the project has chosen.
type Module struct {
	Path    string
	Licence string // SPDX name, as Licence reads it from the module's own file
	Tests   bool   // used by tests and their tools only, never linked into the program
	Why     string
}

// Modules are all dependencies that our own code may import.
var Modules = []Module{
	{"filippo.io/age", "BSD-3-Clause", false, "sealed files that people can open with a tool of their own"},
	{"github.com/alecthomas/kong", "MIT", false, "flags, environment and help from one struct"},
	{"github.com/boombuler/barcode", "MIT", false, "QR codes for second factors and printed cards"},
	{"github.com/cedar-policy/cedar-go", "Apache-2.0", false, "role and relation rules that an oversight body can read"},
	{"github.com/cloudflare/circl", "BSD-3-Clause", false, "secret sharing for the recovery key"},
	{"github.com/go-webauthn/webauthn", "BSD-3-Clause", false, "passkeys"},
	{"github.com/google/uuid", "BSD-3-Clause", false, "UUID versions 5 and 7"},
	{"github.com/jackc/pgx/v5", "MIT", false, "PostgreSQL"},
	{"github.com/pquerna/otp", "Apache-2.0", false, "one-time codes"},
	{"github.com/pressly/goose/v3", "MIT", false, "migrations"},
	{"github.com/santhosh-tekuri/jsonschema/v6", "Apache-2.0", false, "the official HSDS schemas"},
	{"github.com/wneessen/go-mail", "MIT", false, "e-mail over SMTP"},
	{"golang.org/x/crypto", "BSD-3-Clause", false, "Argon2id"},
	{"golang.org/x/mod", "BSD-3-Clause", false, "Merkle tree and signed notes of the ledger"},
	{"golang.org/x/net", "BSD-3-Clause", false, "reading HTML"},
	{"golang.org/x/sync", "BSD-3-Clause", false, "bounded work"},
	{"golang.org/x/sys", "BSD-3-Clause", false, "what the standard library lacks of the operating system"},
	{"golang.org/x/text", "BSD-3-Clause", false, "language matching, collation, normal forms"},
	{"golang.org/x/time", "BSD-3-Clause", false, "rate limits"},
	{"modernc.org/sqlite", "BSD-3-Clause", false, "embedded SQLite without cgo"},

	{"github.com/chromedp/cdproto", "MIT", true, "the protocol that Chromium is driven with"},
	{"github.com/chromedp/chromedp", "MIT", true, "drives Chromium"},
	{"github.com/emersion/go-sasl", "MIT", true, "signs in to the mail server of tests"},
	{"github.com/emersion/go-smtp", "MIT", true, "a mail server for tests"},
	{"github.com/google/go-cmp", "BSD-3-Clause", true, "says where two values differ"},
	{"golang.org/x/tools", "BSD-3-Clause", true, "reads Go"},
	{"pgregory.net/rapid", "MPL-2.0", true, "property tests"},
}

// Linkable are the licences that the program may contain.
var Linkable = []string{"MIT", "BSD-3-Clause", "BSD-2-Clause", "Apache-2.0", "ISC", "0BSD"}

// Dependencies checks go.mod and the imports of the files against the chosen modules.
func Dependencies(mod *modfile.File, files []File, chosen []Module) (broken []string) {
	find := func(path string) (Module, bool) {
		i := slices.IndexFunc(chosen, func(m Module) bool { return m.Path == path })
		if i < 0 {
			return Module{}, false
		}
		return chosen[i], true
	}
	for _, m := range chosen {
		if !m.Tests && !slices.Contains(Linkable, m.Licence) {
			broken = append(broken, fmt.Sprintf("%s: %s may not be linked in", m.Path, m.Licence))
		}
		if m.Why == "" {
			broken = append(broken, m.Path+": no reason is given")
		}
	}
	for _, r := range mod.Require {
		if _, ok := find(r.Mod.Path); !ok && !r.Indirect {
			broken = append(broken, fmt.Sprintf("go.mod requires %s, which is not among the chosen modules", r.Mod.Path))
		}
	}
	for _, f := range files {
		for _, p := range f.Imports() {
			path := moduleOf(mod, p)
			m, ok := find(path)
			switch {
			case path == "":
			case !ok:
				broken = append(broken, fmt.Sprintf("%s imports %s of a module that is not chosen", f.Path, p))
			case m.Tests && !f.Test && !helps(f.Package):
				broken = append(broken, fmt.Sprintf("%s imports %s, which is for tests only", f.Path, p))
			}
		}
	}
	return broken
}

// moduleOf is the required module with the longest path that holds the package; empty for the standard library and our own.
func moduleOf(mod *modfile.File, importPath string) (module string) {
	for _, r := range mod.Require {
		if p := r.Mod.Path; (importPath == p || strings.HasPrefix(importPath, p+"/")) && len(p) > len(module) {
			module = p
		}
	}
	return module
}

// Licence names the licence of a text by a sentence that only it has, or returns "unknown".
func Licence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	switch has := func(s string) bool { return strings.Contains(text, s) }; {
	case has("GNU GENERAL PUBLIC"), has("GNU LESSER GENERAL"), has("GNU AFFERO"):
		return "GPL"
	case has("Mozilla Public License"):
		return "MPL-2.0"
	case has("Apache License Version 2.0"):
		return "Apache-2.0"
	case has("Permission is hereby granted, free of charge"):
		return "MIT"
	case has("Redistribution and use in source and binary forms") && has("Neither the name"), has("names of its contributors"):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("Permission to use, copy, modify, and/or distribute"), has("Permission to use, copy, modify, and distribute"):
		return "ISC"
	}
	return "unknown"
}

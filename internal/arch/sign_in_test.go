package arch

import (
	"go/ast"
	"testing"
)

// whereSecretsAreTried is the one file that tries what somebody typed to open an account (decision 21). A second one could
// do less work, or give another answer.
const whereSecretsAreTried = "internal/trust/account/try.go"

func TestEverySecretIsTriedInOnePlace(t *testing.T) {
	found := 0
	for _, f := range tree(t) {
		if f.Test || f.Package == "internal/platform/keys" {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "OpenWithPassphrase" && s.Sel.Name != "TryPassphrase" {
				return true
			}
			found++
			if s.Sel.Name == "OpenWithPassphrase" || f.Path != whereSecretsAreTried {
				t.Errorf("%s:%d tries a secret by itself: go through Service.try in %s", f.Path, f.line(s.Pos()), whereSecretsAreTried)
			}
			return true
		})
	}
	if found != 1 {
		t.Errorf("secrets are tried in %d places, want 1", found)
	}
}

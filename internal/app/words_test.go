package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// TestEveryRefusalHasWords looks through the whole program for the keys that an error can show, and holds that each has
// words. locale.New has already held that each is there in every language.
func TestEveryRefusalHasWords(t *testing.T) {
	words, err := locale.New(app.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	err = filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			for _, key := range faultKeys(n) {
				found++
				if !words.Has(key) {
					t.Errorf("%s: the error %q has no words", path, key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 50 {
		t.Fatalf("only %d keys were found: the test looks in the wrong place", found)
	}
}

// faultKeys returns the locale key in a call of fault.New, fault.In or fault.Wrap.
func faultKeys(n ast.Node) []string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return nil
	}
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if pkg, ok := fn.X.(*ast.Ident); !ok || pkg.Name != "fault" {
		return nil
	}
	lit, ok := call.Args[len(call.Args)-1].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil
	}
	key, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	return []string{key}
}

// TestWordsAreKind holds that nothing survivors read blames, threatens or promises too much (INV-25).
func TestINV25WordsAreKind(t *testing.T) {
	words, err := locale.New(app.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range words.Banned() {
		t.Error(f)
	}
}

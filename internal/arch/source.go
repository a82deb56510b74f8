package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Own is the path that every import of our own begins with.
const Own = "github.com/amparo-project/amparo"

// A File is one Go file of the module.
type File struct {
	Path    string // from the module's root, with slashes: "internal/trust/gate/open.go"
	Package string // its folder: "internal/trust/gate"
	Test    bool
	Syntax  *ast.File
	Set     *token.FileSet
}

// Load reads all Go files of the module, in the order of their paths.
func Load(root string) ([]File, error) {
	set := token.NewFileSet()
	var files []File
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file, err := parse(set, filepath.ToSlash(rel), name, nil)
		files = append(files, file)
		return err
	})
	return files, err
}

// parse reads one file: from source where it is given, from the disk otherwise.
func parse(set *token.FileSet, rel, name string, source any) (File, error) {
	syntax, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	return File{Path: rel, Package: path.Dir(rel), Test: strings.HasSuffix(rel, "_test.go"), Syntax: syntax, Set: set}, err
}

// Imports are the import paths of the file.
func (f File) Imports() []string {
	paths := make([]string, 0, len(f.Syntax.Imports))
	for _, spec := range f.Syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// Generated reports whether the file says that a tool wrote it.
func (f File) Generated() bool { return ast.IsGenerated(f.Syntax) }

// line is the line of a position in the file.
func (f File) line(p token.Pos) int { return f.Set.Position(p).Line }

// packageOf returns the folder of one of our own import paths.
func packageOf(importPath string) (folder string, ours bool) {
	return strings.CutPrefix(importPath, Own+"/")
}

// helps reports whether the package exists for tests only.
func helps(folder string) bool {
	if folder == "internal/arch" || folder == "internal/browser" || folder == "internal/attack" {
		return true
	}
	for part := range strings.SplitSeq(folder, "/") {
		if strings.HasSuffix(part, "test") {
			return true
		}
	}
	return false
}

// declares reports whether a file of the program has a function, not a method, of this name.
func declares(f File, name string) bool {
	return !f.Test && slices.ContainsFunc(f.Syntax.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && fn.Name.Name == name
	})
}

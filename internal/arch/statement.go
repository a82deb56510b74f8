package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// A Statement is one SQL text in the program.
type Statement struct {
	Path string
	Line int
	Name string // of the constant or function that it stands in; a name that ends in SQLite or Postgres is for that engine
	Text string
	Cut  bool // the text goes on with something that is known only at run time
}

// Runs reports whether the statement is meant for the engine, "sqlite" or "postgres". Only PostgreSQL locks single rows.
func (s Statement) Runs(engine string) bool {
	if strings.Contains(s.Text, "FOR UPDATE") {
		return engine == "postgres"
	}
	name := strings.ToLower(s.Name)
	return !strings.HasSuffix(name, "sqlite") && !strings.HasSuffix(name, "postgres") || strings.HasSuffix(name, engine)
}

var isSQL = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// Statements returns the SQL texts of the program, constants put together. A constant that is only ever a piece of others
// is no statement.
func Statements(files []File) (all []Statement) {
	folders := map[string]*constants{}
	var order []string
	for _, f := range files {
		if f.Test || helps(f.Package) || !strings.HasPrefix(f.Package, "internal/") {
			continue
		}
		if folders[f.Package] == nil {
			folders[f.Package] = &constants{values: map[string]ast.Expr{}, whole: map[string]bool{}, piece: map[string]bool{}}
			order = append(order, f.Package)
		}
		folders[f.Package].add(f)
	}
	for _, folder := range order {
		c := folders[folder]
		for _, f := range c.files {
			all = append(all, c.statements(f)...)
		}
	}
	return all
}

// constants are the string constants of one package.
type constants struct {
	files  []File
	values map[string]ast.Expr
	whole  map[string]bool // names that are used by themselves somewhere
	piece  map[string]bool // names that are put together with something else somewhere
}

func (c *constants) add(f File) {
	c.files = append(c.files, f)
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			if n.Tok == token.CONST {
				for _, spec := range n.Specs {
					c.declare(spec.(*ast.ValueSpec))
				}
			}
		case *ast.ValueSpec:
			for _, v := range n.Values {
				c.use(v)
			}
			return false
		case ast.Expr:
			c.use(n)
			return false
		}
		return true
	})
}

// use notes the names in an expression: by themselves, or as pieces of a sum.
func (c *constants) use(e ast.Expr) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			c.pieces(n)
			return false
		case *ast.Ident:
			c.whole[n.Name] = true
		}
		return true
	})
}

func (c *constants) pieces(e ast.Expr) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		c.pieces(e.X)
		c.pieces(e.Y)
	case *ast.Ident:
		c.piece[e.Name] = true
	default:
		c.use(e)
	}
}

func (c *constants) declare(spec *ast.ValueSpec) {
	for i, name := range spec.Names {
		if i < len(spec.Values) {
			c.values[name.Name] = spec.Values[i]
		}
	}
}

// statements returns the SQL texts of one file.
func (c *constants) statements(f File) (all []Statement) {
	var walk func(n ast.Node, name string)
	walk = func(n ast.Node, name string) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Body != nil {
					walk(n.Body, n.Name.Name)
				}
				return false
			case *ast.ValueSpec:
				for i, v := range n.Values {
					if i < len(n.Names) {
						walk(v, n.Names[i].Name)
					}
				}
				return false
			case *ast.BasicLit, *ast.BinaryExpr:
				text, known := c.fold(n.(ast.Expr), 0)
				if isSQL.MatchString(text) && (c.whole[name] || !c.piece[name]) {
					all = append(all, Statement{f.Path, f.line(n.Pos()), name, text, !known})
				}
				return false
			}
			return true
		})
	}
	walk(f.Syntax, "")
	return all
}

// fold puts a constant text together. known is false where it ends before something that only a run can tell.
func (c *constants) fold(e ast.Expr, depth int) (text string, known bool) {
	const deepest = 20
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return c.fold(e.X, depth)
	case *ast.Ident:
		if v, ok := c.values[e.Name]; ok && depth < deepest {
			return c.fold(v, depth+1)
		}
	case *ast.BinaryExpr:
		left, known := c.fold(e.X, depth)
		if !known || e.Op != token.ADD {
			return left, false
		}
		right, known := c.fold(e.Y, depth)
		return left + right, known
	}
	return "", false
}

package arch

import "github.com/amparo-project/amparo/internal/app"

// schemas are all tables of the program, parents first.
var schemas = app.Schemas

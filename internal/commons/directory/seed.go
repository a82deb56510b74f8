package directory

import (
	"embed"
	"io/fs"
)

//go:embed seed/*.csv
var seedFiles embed.FS

// Seed is a small directory of places that do not exist, in the tabular form of HSDS 3.0, for the demo and for tests. Its
// numbers are of the range that is kept for fiction, its addresses under example.org.
func Seed() fs.FS {
	files, err := fs.Sub(seedFiles, "seed")
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	return files
}

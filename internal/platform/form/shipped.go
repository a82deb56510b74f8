package form

import (
	"embed"
	"io/fs"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed instruments/*.json words/*.json
var files embed.FS

// HowToReachMe is the name of the form about where, when and how somebody may be reached.
const HowToReachMe = "how-to-reach-me"

// Shipped returns the forms that come with the program, in each of the languages.
func Shipped(languages ...string) (*Library, error) { return Load(sub("instruments"), languages...) }

// Words is what this package says about answers that cannot be taken.
func Words() locale.Source { return locale.Embedded("form", files, true) }

func sub(folder string) fs.FS {
	f, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	return f
}

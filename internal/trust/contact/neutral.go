package contact

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// The lists hold what would tell somebody who holds the phone what kind of house this is, or what somebody came to it for.
// Each is to be reviewed by survivors who speak the language. They are written as locale's lists of banned words are.
//
//go:embed neutral/*.txt
var neutralFiles embed.FS

// Telling lists what in a text of one language names the service or the situation, blames, or promises too much.
func Telling(lang, text string) []string {
	found := locale.Banned(lang, text)
	if list, err := neutralFiles.ReadFile("neutral/" + lang + ".txt"); err == nil {
		found = append(found, locale.Listed(string(list), text)...)
	}
	return found
}

// neutral reports whether a sender tells nothing in any language.
func neutral(sender string) bool {
	files, err := neutralFiles.ReadDir("neutral")
	if err != nil {
		return false
	}
	for _, f := range files {
		list, err := neutralFiles.ReadFile("neutral/" + f.Name())
		if err != nil || len(locale.Listed(string(list), sender)) > 0 {
			return false
		}
	}
	return sender != ""
}

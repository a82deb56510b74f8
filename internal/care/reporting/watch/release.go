package watch

import (
	"bufio"
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// maxRelease is the most bytes of a list of a release.
const maxRelease = 64 << 10

// policyWord begins the line of a list that holds the policy.
const policyWord = "policy"

var errRelease = errors.New("not a list of a release, as amparo release prints it")

// A Release is what the page of one version is served with.
type Release struct {
	Policy string            // the Content-Security-Policy of the page
	Files  map[string]string // by name ("report.js", "words/english"): the integrity value, sha384-…
}

// Own is the release of this build.
func Own(a *webkit.Assets) Release {
	built := a.Release()
	r := Release{Policy: built.Policy, Files: built.Files}
	for _, list := range wordLists {
		r.Files[wordFile(list)] = integrity(list.Text())
	}
	return r
}

var wordLists = []reporting.WordList{reporting.English, reporting.Spanish}

func wordFile(list reporting.WordList) string { return "words/" + string(list) }

func integrity(body []byte) string {
	sum := sha512.Sum384(body)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Write writes a release as a list, one line for each file and one for the policy. ReadRelease reads it.
func (r Release) Write(w io.Writer) error {
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if _, err := fmt.Fprintln(w, r.Files[name], name); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, policyWord, r.Policy)
	return err
}

// ReadRelease reads a list of a release. A list that lacks what the page needs is refused: what is not on it could not be
// compared.
func ReadRelease(text []byte) (Release, error) {
	r := Release{Files: map[string]string{}}
	if len(text) > maxRelease {
		return r, errRelease
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		first, rest, ok := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		switch {
		case first == "" || strings.HasPrefix(first, "#"):
		case ok && first == policyWord && r.Policy == "":
			r.Policy = rest
		case ok && strings.HasPrefix(first, "sha384-") && r.Files[rest] == "":
			r.Files[rest] = first
		default:
			return r, errRelease
		}
	}
	for _, name := range slices.Concat(scripts, styles, []string{wordFile(reporting.English), wordFile(reporting.Spanish)}) {
		if r.Files[name] == "" || r.Policy == "" {
			return r, errRelease
		}
	}
	return r, nil
}

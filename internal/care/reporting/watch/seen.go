package watch

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// maxSeen is the most bytes of a watcher's file. A coalition of fifty with a year of weekly windows stays far below.
const maxSeen = 8 << 20

var errSeen = errors.New("the file of what was seen is not one of this watcher's, or is of another house")

// Seen is what earlier looks at a house saw. It names nobody: roots and fingerprints of public keys.
type Seen struct {
	Origin  string                  `json:"origin"`
	Day     string                  `json:"day"`     // of the newest manifest
	Roots   map[id.Agency]string    `json:"roots"`   // pinned at the first look
	Signers map[string]account.Role `json:"signers"` // desks, by fingerprint
	Windows map[string]account.Role `json:"windows"` // weekly keys, by fingerprint
}

// ReadSeen reads what earlier looks at an origin saw; where there is no file yet, nothing was. A file that cannot be read is
// an error, never a first look: otherwise whoever spoils it would choose the roots anew.
func ReadSeen(file, origin string) (*Seen, error) {
	s := &Seen{Origin: origin, Roots: map[id.Agency]string{}, Signers: map[string]account.Role{}, Windows: map[string]account.Role{}}
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSeen {
		return nil, errSeen
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s = &Seen{}
	if json.Unmarshal(text, s) != nil || s.Origin != origin || s.Roots == nil || s.Signers == nil || s.Windows == nil {
		return nil, errSeen
	}
	return s, nil
}

// Write keeps what was seen, whole or not at all.
func (s *Seen) Write(file string) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), ".seen-*")
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	return nil
}

package rootkey

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// The names of the file.
const (
	InFolder     = "root.key"        // in the data folder
	InCredential = "amparo-root.key" // among the credentials
)

var (
	// ErrMissing says that there is no key in the place where it is looked for.
	ErrMissing = errors.New("the root key is not there")

	// ErrFile says that the file is not one that a root key is read from.
	ErrFile = errors.New("this file is not taken for a root key")

	// ErrWrong says that the key is not the one with which this database was sealed.
	ErrWrong = errors.New("this root key is not that of this database")

	// ErrUnmarked says that the database has no note yet of which key is its own: Mark makes it.
	ErrUnmarked = errors.New("the database does not know its root key yet")
)

// A Place says where the key is looked for.
type Place struct {
	File        string // named on purpose; empty where none is
	Credentials string // the folder in which the system keeps credentials for this program; empty where there is none
	Folder      string // the data folder
}

// Path is the file that is read. It exists or not.
func (p Place) Path() string {
	path, _ := p.path()
	return path
}

// Beside reports whether the key lies in the data folder, so that whoever copies the folder has both.
func (p Place) Beside() bool {
	folder, err := filepath.EvalSymlinks(p.Folder)
	if err != nil {
		return false
	}
	file, err := filepath.EvalSymlinks(p.Path())
	if err != nil {
		return false
	}
	inside, err := filepath.Rel(folder, file)
	return err == nil && filepath.IsLocal(inside)
}

func (p Place) path() (path string, credential bool) {
	if p.File != "" {
		return p.File, false
	}
	if p.Credentials != "" {
		given := filepath.Join(p.Credentials, InCredential)
		if _, err := os.Lstat(given); err == nil {
			return given, true
		}
	}
	return filepath.Join(p.Folder, InFolder), false
}

// Read reads the key. It fails with ErrMissing where there is none, and with ErrFile where the file is not of one key's
// length, is no plain file, belongs to somebody else, or can be read by others.
func (p Place) Read() (keys.DataKey, error) {
	path, credential := p.path()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keys.DataKey{}, fmt.Errorf("%w: %s", ErrMissing, path)
	}
	if err != nil {
		return keys.DataKey{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return keys.DataKey{}, err
	}
	if why := unsafe(info, credential); why != "" {
		return keys.DataKey{}, fmt.Errorf("%w: %s %s", ErrFile, path, why)
	}
	b, err := io.ReadAll(io.LimitReader(f, 64))
	if err != nil {
		return keys.DataKey{}, err
	}
	key, err := keys.ParseDataKey(b)
	if err != nil {
		return keys.DataKey{}, fmt.Errorf("%w: %s is not 32 random bytes", ErrFile, path)
	}
	return key, nil
}

// unsafe says why a file is not trusted with a key. A credential belongs to the system and may show a right of the group,
// which is how systemd lets one account read it; its folder is closed to everybody else.
func unsafe(info fs.FileInfo, credential bool) string {
	others := fs.FileMode(0o077)
	if credential {
		others = 0o007
	}
	switch {
	case !info.Mode().IsRegular():
		return "is no plain file"
	case info.Mode().Perm()&others != 0 && checksOwner:
		return fmt.Sprintf("can be reached by others (its mode is %04o): make it 0600", info.Mode().Perm())
	case !ownerIsTrusted(info):
		return "belongs to another account of this machine"
	}
	return ""
}

// Make makes the key of a new installation. A file that is there, also one that another process has made in this moment, is
// read and never written over.
func (p Place) Make() (keys.DataKey, error) {
	path, credential := p.path()
	if credential {
		return p.Read()
	}
	folder := filepath.Dir(path)
	if path == filepath.Join(p.Folder, InFolder) {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return keys.DataKey{}, err
		}
	}
	key := keys.NewDataKey()
	whole, err := writeBeside(folder, key)
	if err != nil {
		return keys.DataKey{}, err
	}
	// A link comes to be at once and only where nothing is, so nobody ever reads half a key.
	linked := os.Link(whole, path)
	if err := os.Remove(whole); err != nil {
		return keys.DataKey{}, err
	}
	if linked != nil && !errors.Is(linked, fs.ErrExist) {
		return keys.DataKey{}, linked
	}
	if err := syncFolder(folder); err != nil {
		return keys.DataKey{}, err
	}
	return p.Read()
}

// writeBeside writes the key into a file of its own, to the disk.
func writeBeside(folder string, key keys.DataKey) (path string, err error) {
	f, err := os.CreateTemp(folder, ".root-*") // readable by its owner only
	if err != nil {
		return "", err
	}
	_, err = f.Write(key[:])
	return f.Name(), errors.Join(err, f.Sync(), f.Close())
}

//go:build unix

package rootkey

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// checksOwner is whether this system says who owns a file, and who may read it.
const checksOwner = true

// ownerIsTrusted reports whether the file belongs to the account that runs the program, or to the administrator.
func ownerIsTrusted(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && (int(st.Uid) == os.Geteuid() || st.Uid == 0)
}

// syncFolder has the name of a new file survive a loss of power.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

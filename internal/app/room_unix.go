//go:build linux || darwin || freebsd

package app

import "syscall"

// diskRoom measures the disk that holds a folder, in bytes; zeros where it can't be measured.
func diskRoom(folder string) (free, total uint64) {
	var st syscall.Statfs_t
	if syscall.Statfs(folder, &st) != nil {
		return 0, 0
	}
	return uint64(st.Bavail) * uint64(st.Bsize), uint64(st.Blocks) * uint64(st.Bsize) //nolint:unconvert // the types differ between systems
}

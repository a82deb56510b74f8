//go:build linux || darwin || freebsd

package app

import "syscall"

// roomOf measures the disk of an embedded database; a server's own disk is not ours to see.
func roomOf(cfg Config) func() (free, total uint64) {
	if cfg.DatabaseURL != "" || cfg.Folder == "" {
		return nil
	}
	return func() (free, total uint64) {
		var st syscall.Statfs_t
		if syscall.Statfs(cfg.Folder, &st) != nil {
			return 0, 0
		}
		return uint64(st.Bavail) * uint64(st.Bsize), uint64(st.Blocks) * uint64(st.Bsize) //nolint:unconvert // the types differ between systems
	}
}

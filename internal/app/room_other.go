//go:build !(linux || darwin || freebsd)

package app

// roomOf measures nothing where the system has no such question.
func roomOf(Config) func() (free, total uint64) { return nil }

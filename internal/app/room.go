package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/amparo-project/amparo/internal/platform/space"
)

// Room looks how much room there is for what is kept. The error is that of the finding, for commands that end with it: nil,
// space.ErrLow, space.ErrScarce or space.ErrNone. On a database server whose disk nobody named (Config.Disk) only the last
// can be found, once a write has failed.
func (a *App) Room() (space.Finding, error) {
	f := a.gauge.Look()
	return f, f.Err()
}

// roomOf measures where things are kept: the disk of an embedded database and its bound, or the disk that is named. A server's
// own disk is not ours to see.
func roomOf(cfg Config) func() (free, total uint64) {
	disk := cfg.Disk
	if disk == "" && cfg.DatabaseURL == "" {
		disk = cfg.Folder
	}
	if disk == "" {
		return nil
	}
	return func() (free, total uint64) {
		free, total = diskRoom(disk)
		if cfg.Bound <= 0 || cfg.DatabaseURL != "" {
			return free, total
		}
		used := max(bytesOf(cfg.Folder, "amparo.db"), bytesOf(cfg.Folder, "amparo-apart.db")) // each may take as much
		left := uint64(cfg.Bound) - min(used, uint64(cfg.Bound))
		if total == 0 || left < free {
			return left, uint64(cfg.Bound)
		}
		return free, total
	}
}

// bytesOf is the size of a file of the embedded database with its log.
func bytesOf(folder, name string) (used uint64) {
	for _, end := range []string{"", "-wal"} {
		if file, err := os.Stat(filepath.Join(folder, name+end)); err == nil {
			used += uint64(file.Size())
		}
	}
	return used
}

// roomAgain is how often the log repeats that there is not ample room.
const roomAgain = time.Hour

// watchRoom writes a line to the log when the level changes, and every hour while there is not ample room.
func (a *App) watchRoom(ctx context.Context, log *slog.Logger) {
	turn := time.NewTicker(time.Minute)
	defer turn.Stop()
	for n := (roomNote{log: log}); ; {
		n.note(a.gauge.Look(), a.clk())
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

// A roomNote is what the log was told last.
type roomNote struct {
	log  *slog.Logger
	last space.Level
	at   time.Time
}

func (n *roomNote) note(f space.Finding, now time.Time) {
	if f.Level == n.last && (f.Level == space.Ample || now.Sub(n.at) < roomAgain) {
		return
	}
	n.last, n.at = f.Level, now
	level := map[space.Level]slog.Level{space.Low: slog.LevelWarn, space.Scarce: slog.LevelError, space.None: slog.LevelError}[f.Level]
	n.log.Log(context.Background(), level, "room", "level", f.Level.String(), "free", f.Free, "total", f.Total)
}

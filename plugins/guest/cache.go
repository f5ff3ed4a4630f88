package guest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

const maxCacheBytes = 1 << 30 // size of the compiled code on disk when a host starts

// prepareCache makes the directory of compiled code. The code is run as it is, so nobody else may write there.
func prepareCache(dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Geteuid() || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("%s holds code that is run: it must belong to the server's user and have mode 0700", dir)
	}
	return pruneCache(dir)
}

// pruneCache removes the oldest files until the rest is small enough. A process that needs a removed one compiles it
// again.
func pruneCache(dir string) error {
	type file struct {
		path string
		size int64
		made time.Time
	}
	var files []file
	var total int64
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files = append(files, file{path, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(files, func(a, b file) int { return a.made.Compare(b.made) })
	for _, f := range files {
		if total <= maxCacheBytes {
			break
		}
		if err := os.Remove(f.path); err != nil {
			return err
		}
		total -= f.size
	}
	return nil
}

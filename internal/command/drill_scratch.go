package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// takeScratch makes an empty folder that one drill at a time has. What a drill that was killed has left is removed.
// leave removes it.
func takeScratch(dir string) (scratch string, leave func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "drill.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return "", nil, errors.Join(fmt.Errorf("another drill is under way in %s", dir), lock.Close())
	}
	scratch = filepath.Join(dir, "copies")
	if err := errors.Join(os.RemoveAll(scratch), os.Mkdir(scratch, 0o700)); err != nil {
		return "", nil, errors.Join(err, lock.Close())
	}
	return scratch, func() error { return errors.Join(os.RemoveAll(scratch), lock.Close()) }, nil
}

// leftFree is what a drill leaves free of a disk, or a tenth of a smaller disk: edits need room meanwhile.
const leftFree = 512 << 20

// hasRoom says whether so many copies of a database have room. A drill that filled the disk would stop all edits.
func hasRoom(dir, file string, copies int64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return fmt.Errorf("look how much room %s has: %w", dir, err)
	}
	size := int64(0)
	for _, ending := range []string{"", "-wal"} {
		if info, err := os.Stat(file + ending); err == nil {
			size += info.Size()
		} else if ending == "" {
			return fmt.Errorf("the backup can't be read: %w", err)
		}
	}
	free := int64(disk.Bavail) * disk.Bsize
	needs := copies*size + min(leftFree, int64(disk.Blocks)*disk.Bsize/10)
	if free < needs {
		return fmt.Errorf("the copies need %d MB of room in %s, which has %d MB: name another folder by --scratch",
			needs>>20, dir, free>>20)
	}
	return nil
}

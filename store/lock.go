package store

import (
	"os"
	"path/filepath"
	"syscall"

	"roomkey/crm"
)

// lockDir takes the right to serve a data directory. The lock ends with the file, at the latest with the process.
func lockDir(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the data directory can't be locked", Err: err}
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, &crm.Error{Code: crm.CodeConflict, Message: "another process serves this data directory", Err: err}
	}
	return file, nil
}

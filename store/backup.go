package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"roomkey/crm"
)

// Backup writes a consistent copy of the database to a file while reads and writes go on. The file appears only when it
// is complete and synced. crm.CodeConflict: the file exists already.
func (m *Maintenance) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return crm.Errorf(crm.CodeConflict, "%s is there already", file)
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return unwritable(err)
	}
	// VACUUM INTO reads in one transaction. It needs no write lock, and query_only is in its way.
	db, err := openFile(filepath.Join(m.db.dir, FileName), backupPragmas)
	if err != nil {
		return classify("backup", err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		return errors.Join(classify("backup", err), os.RemoveAll(part))
	}
	if err := publish(part, file); err != nil {
		return errors.Join(unwritable(err), os.RemoveAll(part))
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"roomkey/crm"
)

// Backup writes a consistent copy of the database to a file, while everything goes on. The file must not exist; it
// appears only when it is whole and synced.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return crm.Errorf(crm.CodeConflict, "the file exists already")
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return unwritable(err)
	}
	// VACUUM INTO reads in one transaction. It needs no write lock, and query_only is in its way.
	db, err := openFile(filepath.Join(s.dir, FileName), backupPragmas)
	if err != nil {
		return classify("backup", err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		return errors.Join(classify("backup", err), os.RemoveAll(part))
	}
	if err := settle(part, file); err != nil {
		return errors.Join(unwritable(err), os.RemoveAll(part))
	}
	return nil
}

var backupPragmas = []string{"busy_timeout(5000)", "cache_size(-4000)", "cell_size_check(ON)"}

// Restore makes a backup the database of a data directory, in place of the one there, which is kept beside it with the
// ending .before. It refuses a file that is damaged, and a directory that is being served. The rooms begin new epochs,
// the server gets a new identity, tasks that were under way have failed, and what had been erased by the database before is erased
// again.
func Restore(ctx context.Context, file, dir string, o Options) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	path := filepath.Join(dir, FileName)
	making := path + ".part" // a data directory until its database is in place: a restore that ends in the middle changes nothing
	if err := errors.Join(os.RemoveAll(making), os.Mkdir(making, 0o700)); err != nil {
		return unwritable(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(making)) }()
	made := filepath.Join(making, FileName)
	if err := copyDatabase(ctx, file, made); err != nil {
		return err
	}
	erased, err := erasedIn(ctx, path)
	if err != nil {
		return err
	}
	o.Dir, o.Serve = making, false
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	if err := errors.Join(s.begin(ctx, erased), s.Close()); err != nil {
		return err
	}
	if err := replace(path, made); err != nil {
		return unwritable(err)
	}
	return nil
}

// erasure is a record, or a private document, that was erased, and whose it was: zero where nobody knows.
type erasure struct{ id, broker crm.ID }

// begin makes a restored database another one than the one that was backed up.
func (s *Store) begin(ctx context.Context, erased []erasure) error {
	epoch, err := s.randomBytes(8)
	if err != nil {
		return err
	}
	known, err := s.ErasedIDs(ctx) // whatever is there was made since, or is emptied
	if err != nil {
		return err
	}
	err = s.update(ctx, "begin a new epoch", func(b *batch) error {
		if err := b.exec(`DELETE FROM meta WHERE key IN (?, ?)`, MetaPeerID, MetaStorageID); err != nil {
			return err
		}
		if err := b.exec(`UPDATE directory SET version = version + 1`); err != nil {
			return err
		}
		if err := b.interruptTasks(); err != nil {
			return err
		}
		return b.setMeta(metaEpoch, epoch)
	})
	for _, e := range erased {
		if err == nil && !slices.Contains(known, e.id) {
			if err = s.Erase(ctx, e.id); crm.CodeOf(err) == crm.CodeNotFound {
				err = s.update(ctx, "deny an id", func(b *batch) error { return b.deny(e) })
			}
		}
	}
	if err == nil {
		err = s.checkpoint(ctx)
	}
	return err
}

// deny erases what tells of a record that is younger than the backup: a task may have made it of what the backup holds.
func (b *batch) deny(e erasure) error {
	end, err := b.overwrite()
	if err != nil {
		return err
	}
	defer end()
	if !e.broker.IsZero() {
		if err := b.eraseTasks(e.id, e.broker); err != nil {
			return err
		}
	}
	return b.eraseTraces(e.id)
}

// copyDatabase checks a backup and copies it page by page.
func copyDatabase(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return &crm.Error{Code: crm.CodeNotFound, Message: "the backup can't be read", Err: err}
	}
	db, err := openFile(from, backupPragmas)
	if err != nil {
		return classify("restore", err)
	}
	defer db.Close()
	if err := integrity(ctx, db, func(text string) error { return damaged("the backup: %s", text) }); err != nil {
		return classify("restore", err)
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return classify("restore", err)
	}
	return nil
}

// integrity lets SQLite look through the whole file, and reports each line of what it finds.
func integrity(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, report func(string) error) error {
	rows, err := db.QueryContext(ctx, `PRAGMA integrity_check`)
	return each(rows, err, func(row rowScanner) error {
		var text string
		if err := row.Scan(&text); err != nil || text == "ok" {
			return err
		}
		return report(text)
	})
}

// erasedIn lists what a database has erased; nothing where there is no database, or it is too damaged to say.
func erasedIn(ctx context.Context, path string) (erased []erasure, err error) {
	if _, err := os.Stat(path); err != nil {
		path += asideEnding // a restore may have been killed between its two renames
	}
	if _, err := os.Stat(path); err != nil {
		return nil, nil
	}
	db, err := openFile(path, backupPragmas)
	if err != nil {
		return nil, classify("restore", err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT e.id, r.broker FROM erased e LEFT JOIN records r ON r.id = e.id ORDER BY e.at, e.id`)
	if err != nil {
		return nil, nil
	}
	err = each(rows, nil, func(row rowScanner) error {
		var id, broker []byte
		if err := row.Scan(&id, &broker); err != nil {
			return err
		}
		var e erasure
		err := toIDs([][]byte{id, broker}, &e.id, &e.broker)
		erased = append(erased, e)
		return err
	})
	return erased, err
}

// asideEnding ends the name of the database that a restore has replaced.
const asideEnding = ".before"

// replace puts a new database in the place of another, which is kept.
func replace(path, part string) error {
	for _, ending := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+ending, path+asideEnding+ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return settle(part, path)
}

// settle makes a finished file durable under its name.
func settle(part, file string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func unwritable(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the file can't be written", Err: err}
}

package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"roomkey/crm"
)

// Restore replaces the database of a data directory by a backup. The former database is kept beside it, with the ending
// .before. The rooms begin new epochs, the server gets a new identity, tasks that were under way fail, and records that
// the former database had erased are erased again. crm.CodeUnavailable: the backup is damaged, or none.
// crm.CodeConflict: a server runs on the directory. crm.CodeNotFound: the backup can't be read.
func Restore(ctx context.Context, file, dir string, o Options) (err error) {
	if err := begins(file); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	path := filepath.Join(dir, FileName)
	// The new database is made in a data directory of its own: a restore that is killed changes nothing.
	making := path + ".part"
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
	if err := errors.Join(s.renewIdentity(ctx, erased), s.Close()); err != nil {
		return err
	}
	if err := replace(path, made); err != nil {
		return unwritable(err)
	}
	return nil
}

// begins reports what is no backup at all, before anything is made of it: a file that does not begin as databases do.
func begins(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return nil // who copies it says why
	}
	defer f.Close()
	const mark = "SQLite format 3\x00"
	first := make([]byte, len(mark))
	if _, err := io.ReadFull(f, first); err != nil || string(first) != mark {
		return crm.Errorf(crm.CodeUnavailable, "%s is no backup", file)
	}
	return nil
}

// renewIdentity makes a restored database differ from the one that was backed up. It touches the tables of several
// parts, because all of it has to happen in one transaction.
func (s *Store) renewIdentity(ctx context.Context, erased []erasure) error {
	epoch, err := s.db.randomBytes(epochBytes)
	if err != nil {
		return err
	}
	known, err := s.ErasedIDs(ctx) // what these left was made later, or is emptied
	if err != nil {
		return err
	}
	err = s.db.update(ctx, "begin a new epoch", func(b *batch) error {
		if err := b.exec(`DELETE FROM meta WHERE key IN (?, ?)`, MetaPeerID, MetaStorageID); err != nil {
			return err
		}
		if err := b.exec(`UPDATE directory SET version = version + 1`); err != nil {
			return err
		}
		if err := interruptTasks(b); err != nil {
			return err
		}
		if err := setMeta(b, metaRestored, []byte{1}); err != nil { // for settle, which knows the region
			return err
		}
		return setMeta(b, metaEpoch, epoch)
	})
	for _, e := range erased {
		if err == nil && !slices.Contains(known, e.id) {
			err = s.eraseAgain(ctx, e)
		}
	}
	if err == nil {
		err = s.db.checkpoint(ctx)
	}
	return err
}

// copyDatabase checks a backup and copies it page by page.
func copyDatabase(ctx context.Context, from, to string) error {
	db, err := openExisting(from, backupPragmas)
	if err != nil {
		return err
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

// erasedIn lists what a database has erased. The list is empty if there is no database, or if it is too damaged to
// read.
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
	rows, err := db.QueryContext(ctx, `SELECT e.id, r.broker FROM erased e LEFT JOIN records r ON r.id = e.id
		ORDER BY e.at, e.id`)
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

// replace puts a new database in the place of another, and keeps the other.
func replace(path, part string) error {
	for _, ending := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+ending, path+asideEnding+ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return publish(part, path)
}

package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// readers is how many connections read.
const readers = 4

// Store is the database of one data directory: its parts, each of which owns its tables, share one file. All methods of
// the parts may be called from many goroutines.
type Store struct {
	*Committer
	*DocumentLog
	*ContentLog
	*Projections
	*RoomLog
	*RowLedger
	*Directory
	*PendingInvitations
	*Credentials
	*TaskQueue
	*PluginRegistry
	*AuditTrail
	*Inbox
	*Settings
	*Uploads
	*Webhooks
	*Requests
	*Metadata
	*Privacy
	*Maintenance

	db     *handle
	lock   *os.File // nil: Options.Serve is false
	closed atomic.Bool
}

// Open opens the database of a directory, making or migrating it where needed. The cost depends on how much it holds
// only where another version of the program has written it. The caller must Close the store. crm.CodeConflict: another
// process serves the directory. crm.CodeUnavailable: the file can't be opened, or a newer version of the program has
// written it. ErrOfSeveral: the data of several regions is to be served without a region.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the data directory can't be made", Err: err}
	}
	s := &Store{db: &handle{dir: o.Dir, now: o.Now, random: o.Random, log: o.Log}}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) (err error) {
	if o.Serve {
		if s.lock, err = lockDir(o.Dir); err != nil {
			return err
		}
	}
	path := filepath.Join(o.Dir, FileName)
	if err := reserve(path); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "the data file can't be opened", Err: err}
	}
	db, err := openFile(path, writerPragmas)
	if err != nil {
		return classify("open", err)
	}
	if err := connect(ctx, db); err != nil {
		return errors.Join(classify("open", err), db.Close())
	}
	if err := migrate(ctx, db); err != nil {
		return errors.Join(classify("migrate", err), db.Close())
	}
	pool, err := openFile(path, readerPragmas)
	if err != nil {
		return errors.Join(classify("open", err), db.Close())
	}
	pool.SetMaxOpenConns(readers)
	pool.SetMaxIdleConns(readers)
	s.db.reader = newReader(pool)
	x := newIndex(&entryReader{reader: s.db.reader, path: path})
	w, err := newWriter(ctx, db, x)
	if err != nil {
		return errors.Join(classify("open", err), db.Close())
	}
	w.now, w.log, w.onSync, w.apart = o.Now, o.Log, o.OnSync, o.CommitInterval
	s.db.writer = w
	s.assemble(x, o.AuditLife)
	s.Webhooks.region, s.Webhooks.first = o.Region, o.FirstRegion
	if o.Serve {
		s.Credentials.region = o.Region
		err := refuseAlone(w.conn, o.Region)
		if err == nil {
			err = classify("begin the log", s.ContentLog.begin(ctx, o.Region))
		}
		if err != nil {
			return errors.Join(err, db.Close())
		}
	}
	s.db.writer.start()
	if err := s.renewSearch(ctx, s.Metadata); err != nil {
		return err
	}
	if o.Serve {
		if err := s.Metadata.settle(ctx, o.Region, o.FirstRegion); err != nil {
			return err
		}
		if err := s.Settings.begin(ctx); err != nil {
			return err
		}
	}
	return s.identify(ctx)
}

// assemble makes the parts.
func (s *Store) assemble(x *index, auditLife time.Duration) {
	s.AuditTrail = &AuditTrail{s.db}
	s.Requests = &Requests{db: s.db, since: map[crm.ID]answersKept{}}
	s.Metadata = &Metadata{s.db}
	s.DocumentLog = &DocumentLog{s.db}
	s.Projections = &Projections{s.db, x}
	s.RoomLog = &RoomLog{db: s.db}
	changes := &settingChanges{due: make(chan struct{}, 1)}
	s.Inbox = &Inbox{s.db, s.RoomLog, changes}
	s.RowLedger = &RowLedger{db: s.db, rooms: s.RoomLog, index: x, rowsDue: make(chan struct{}, 1),
		waiting: map[crm.ID]chan error{}}
	s.PluginRegistry = &PluginRegistry{s.db, s.RowLedger}
	s.Credentials = &Credentials{db: s.db, ledger: s.RowLedger, due: make(chan struct{}, 1)}
	s.Directory = &Directory{s.db, s.RowLedger}
	s.PendingInvitations = &PendingInvitations{s.db, s.RowLedger, s.Directory}
	s.Settings = &Settings{db: s.db, rooms: s.RoomLog, ledger: s.RowLedger, changes: changes}
	s.Uploads = &Uploads{s.db}
	s.Webhooks = &Webhooks{db: s.db, rooms: s.RoomLog, ledger: s.RowLedger}
	s.ContentLog = &ContentLog{db: s.db}
	s.Committer = &Committer{s.db, s.RoomLog, s.ContentLog}
	s.TaskQueue = &TaskQueue{db: s.db, events: s.RoomLog, bounds: taskBounds{maxEndedTasks, maxTaskBytes}}
	s.Privacy = &Privacy{s.db, s.RowLedger}
	s.Maintenance = &Maintenance{s.db, auditLife, s.RoomLog, s.Projections, s.TaskQueue, s.RowLedger}
}

// identify reads who this database is, and decides it for a new one.
func (s *Store) identify(ctx context.Context) error {
	epoch, err := s.Metadata.identity(ctx, metaEpoch, epochBytes)
	if err != nil {
		return err
	}
	s.RoomLog.epoch = hex.EncodeToString(epoch)
	s.db.epoch = s.RoomLog.epoch
	s.db.cursor, err = s.Metadata.identity(ctx, metaCursorKey, 32)
	return err
}

// Close commits what was submitted, waits for its callbacks and closes the file. Closing again does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	var errs []error
	if s.db.writer != nil {
		errs = append(errs, s.db.writer.close())
	}
	if s.db.reader != nil {
		errs = append(errs, s.db.reader.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Failed says why nothing is saved any more: a write or an fsync failed. Only a restart helps. It is nil while all is
// well; a full disk is no failure.
func (s *Store) Failed() error { return s.db.writer.failure() }

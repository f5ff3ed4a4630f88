package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// FileName is the database's name in the data directory; SQLite keeps a -wal and a -shm file beside it.
const FileName = "roomkey.db"

const (
	queryTimeout = 10 * time.Second // of one read
	busyTimeout  = 5 * time.Second  // how long another process may hold the write lock
	readers      = 4
)

// Options say where the store is. Only Dir is required.
type Options struct {
	Dir    string                               // the data directory; made where absent
	Serve  bool                                 // this process serves: no other may, and Restore refuses meanwhile
	Now    func() time.Time                     // nil: time.Now
	Random io.Reader                            // nil: crypto/rand.Reader
	Log    *slog.Logger                         // nil: discard
	OnSync func(writes int, took time.Duration) // called after each commit, in the writer's goroutine; nil: nobody
}

// Store is the database. All methods may be called from many goroutines.
type Store struct {
	dir        string
	now        func() time.Time
	random     io.Reader
	log        *slog.Logger
	reader     *reader
	writer     *writer
	index      *index
	cursor     cursorKey
	epoch      atomic.Pointer[string]
	lock       *os.File
	taskBounds taskBounds
	failed     atomic.Pointer[error]
	closed     atomic.Bool
	tell       atomic.Pointer[func(crm.Receipt)]

	randomGuard sync.Mutex // guards reads of random
}

// Open opens the database of a directory, making or migrating it where needed. The cost does not depend on how much it
// holds. The caller must Close the store.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{dir: o.Dir, now: o.Now, random: o.Random, log: o.Log, taskBounds: taskBounds{maxEndedTasks, maxTaskBytes}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the data directory can't be made", Err: err}
	}
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
	if err := migrate(ctx, db); err != nil {
		return errors.Join(classify("migrate", err), db.Close())
	}
	if s.writer, err = newWriter(ctx, s, db, o.OnSync); err != nil {
		return errors.Join(classify("open", err), db.Close())
	}
	pool, err := openFile(path, readerPragmas)
	if err != nil {
		return classify("open", err)
	}
	pool.SetMaxOpenConns(readers)
	pool.SetMaxIdleConns(readers)
	s.reader = newReader(pool)
	s.index = newIndex(s)
	s.writer.start()
	return s.identify(ctx)
}

// reserve makes the data file, where there is none, readable to nobody else: the directory may be older than the data, and
// open to all. SQLite gives its other files the same mode.
func reserve(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Close commits what was submitted, waits for its callbacks and closes the file. Closing again does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.reader != nil {
		errs = append(errs, s.reader.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Failed says why nothing is saved any more: a write or an fsync failed. Only a restart helps. It is nil while all is
// well; a full disk is no failure.
func (s *Store) Failed() error {
	if err := s.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// newID draws an id.
func (s *Store) newID() crm.ID {
	s.randomGuard.Lock()
	defer s.randomGuard.Unlock()
	return crm.NewID(s.random)
}

func (s *Store) randomBytes(n int) ([]byte, error) {
	s.randomGuard.Lock()
	defer s.randomGuard.Unlock()
	b := make([]byte, n)
	_, err := io.ReadFull(s.random, b)
	return b, err
}

// Sizes in the pragmas are small on purpose: the system's page cache holds the file anyway. cell_size_check finds
// damaged pages when they are read.
var (
	writerPragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"cache_size(-16000)", "temp_store(MEMORY)", "trusted_schema(OFF)", "cell_size_check(ON)", "secure_delete(FAST)",
		"wal_autocheckpoint(4000)", "journal_size_limit(67108864)"}
	readerPragmas = []string{"busy_timeout(5000)", "query_only(ON)", "cache_size(-4000)", "temp_store(MEMORY)",
		"trusted_schema(OFF)", "cell_size_check(ON)"}
)

func openFile(path string, pragmas []string) (*sql.DB, error) {
	query := url.Values{"_pragma": pragmas, "_dqs": {"0"}, "_defensive": {"1"}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String()+"?"+query.Encode())
}

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/load"
	"roomkey/store"
	"roomkey/web"
)

// sizes are how much is done.
type sizes struct {
	records      int // of the large data
	catalog      int // records of the catalog's data
	watchers     int
	rounds       int           // of the fan-out, the servers taking turns
	stockEdits   int           // a round
	edits        int           // a round
	busyEdits    int           // a round of those without rests: the system counts time in hundredths of a second
	rest         time.Duration // between the calm edits
	starts       int
	editsEach    int // durable edits of each writer
	writers      int
	window       int
	lists        int // requests for each query and user
	catalogLoads int
	attacks      int           // that are made one by one
	attack       string        // of these, those whose name has this in it
	owned        int           // listings of the hostile user
	weight       load.Weight   // of the attacks
	besides      int           // people beside each attack
	people       int           // beside all at once
	attackTime   time.Duration // of each
	assaultTime  time.Duration // of all at once
	cooling      time.Duration // until memory is looked at
	idle         []int         // sockets that do nothing
	changes      int           // of an old document
	notes        int           // of one record
	operations   int           // of a large document
	keystrokes   int           // of an offline spell
	grownEdits   int           // of an old or a large document
	app          appSizes      // in a browser
	regions      regionSizes   // of several regions
	short        bool          // small samples of the benchmarks beside the code
}

var (
	// full takes most of an hour.
	full = sizes{records: 100_000, catalog: 10_000, watchers: 100, rounds: 4, stockEdits: 30, edits: 75,
		busyEdits: 300, rest: 150 * time.Millisecond, starts: 7, editsEach: 3000, writers: 10, window: 32, lists: 40,
		catalogLoads: 10, attacks: len(load.Attacks), owned: 60, weight: load.Found, besides: 20, people: 200,
		attackTime: time.Minute, assaultTime: time.Minute, cooling: 10 * time.Second,
		idle: []int{5_000, 10_000, 15_000}, changes: 100_000, notes: 2_000, operations: 400_000,
		keystrokes: 60_000, grownEdits: 300, app: fullApp, regions: fullRegions}
	// brief has the same sizes, and takes fewer and shorter samples.
	brief = full.briefly()
	small = sizes{records: 200, catalog: 200, watchers: 4, rounds: 1, stockEdits: 2, edits: 3, busyEdits: 3,
		rest: time.Millisecond, starts: 1, editsEach: 20, writers: 2, window: 8, lists: 1, catalogLoads: 1, attacks: 2,
		owned: 4, weight: load.Light, besides: 10, people: 10, attackTime: 300 * time.Millisecond,
		assaultTime: 300 * time.Millisecond, cooling: 10 * time.Millisecond, idle: []int{4, 8}, changes: 40, notes: 4,
		operations: 3_000, keystrokes: 20, grownEdits: 4, app: smallApp,
		regions: smallRegions, short: true}
)

func (s sizes) briefly() sizes {
	s.rounds, s.starts, s.lists, s.catalogLoads = 2, 3, 10, 5
	s.attackTime, s.assaultTime = 5*time.Second, 30*time.Second
	return s
}

// suite is what the figures of a run share.
type suite struct {
	sizes
	dir    string // removed when the run ends
	binary string
	before string // an earlier program to measure beside it; "": none
	report *report
	data   map[int]string // data directories by how many records they hold; 0: the demo
	// earlierData are those of the program before. It makes them itself: it may not read what the present one writes,
	// and edits of one program would make the other's records heavier.
	earlierData map[int]string
	isEarlier   bool // this is the program before
}

// folder makes an empty folder.
func (s *suite) folder(name string) (string, error) { return os.MkdirTemp(s.dir, name+"-") }

// copied copies the database of a data directory that no server uses. Secrets and compiled code stay out: the copy
// would lack the permissions that they need.
func (s *suite) copied(name, data string) (string, error) {
	dir, err := s.folder(name)
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(data, store.FileName+"*"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), content, 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// filled is a data directory of n records, made on first use; 0 stands for the demo. Servers one after the other may
// serve it. The program makes the demo itself, and an earlier program makes all by itself.
func (s *suite) filled(ctx context.Context, n int) (string, error) {
	if dir := s.data[n]; dir != "" {
		return dir, nil
	}
	if s.isEarlier || n == 0 {
		dir, err := s.selfMade(ctx, n)
		if err == nil {
			s.data[n] = dir
		}
		return dir, err
	}
	specs, err := demo.Many(n)
	if err != nil {
		return "", err
	}
	dir, err := s.folder(fmt.Sprint("data-", n))
	if err != nil {
		return "", err
	}
	began := time.Now()
	if err := fill(ctx, dir, specs); err != nil {
		return "", fmt.Errorf("make data: %w", err)
	}
	info, err := os.Stat(filepath.Join(dir, store.FileName))
	if err != nil {
		return "", err
	}
	s.report.note("Data of %d records made in %.1f s without a server, %.0f MB on disk.", len(specs),
		time.Since(began).Seconds(), megabytes(info.Size()))
	s.data[n] = dir
	return dir, nil
}

func fill(ctx context.Context, dir string, specs []demo.Spec) (err error) {
	data, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	hash, err := web.HashPassword(rand.Reader, demo.Password)
	if err != nil {
		return err
	}
	if err := demo.Accounts(ctx, data, hash); err != nil {
		return err
	}
	return demo.Fill(ctx, data, specs)
}

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }

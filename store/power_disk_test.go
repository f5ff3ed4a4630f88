package store_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A disk notes what SQLite does to the files of one folder: its writes and what it had synced, in their order. It makes
// of them what a machine that loses its power may find afterwards. The system's own files stay what they are.
//
// SQLite reaches files through a table of functions for each. Ours are put into the place of four of them, in the files
// of a disk's folder alone. Nothing is synced in truth: the test asks what would be there if only that were.

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// step is one thing that happened to a disk.
type step struct {
	file string // its base name; "": a note of the test's
	at   int64  // where data was written, or the size that the file was cut to
	data []byte // nil: it was cut, or synced
	sync int    // everything of the file before this step is synced; 0: this is no sync
	note any
}

type disk struct {
	dir    string
	before map[string][]byte // what the files held when the disk began to note
	full   atomic.Bool       // it takes no more writes
	mu     sync.Mutex        // guards steps
	steps  []step
}

// disks are all that note, and the files that are open on them.
var disks struct {
	sync.Mutex
	of      map[string]*disk      // by folder
	open    map[uintptr]diskFile  // by SQLite's file
	methods map[uintptr]uintptr   // ours, by those in whose place they are
	real    *sqlite3.Tsqlite3_vfs // SQLite's own
	begin   sync.Once
}

// diskFile is an open file.
type diskFile struct {
	disk *disk
	name string
	real *sqlite3.Tsqlite3_io_methods
}

// newDisk begins to note what happens in a folder, whose files nobody has open.
func newDisk(t testing.TB, dir string) *disk {
	t.Helper()
	disks.begin.Do(interpose)
	d := &disk{dir: dir, before: make(map[string][]byte)}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if d.before[file.Name()], err = os.ReadFile(filepath.Join(dir, file.Name())); err != nil {
			t.Fatal(err)
		}
	}
	disks.Lock()
	defer disks.Unlock()
	disks.of[dir] = d
	return d
}

// say notes something of the test's own.
func (d *disk) say(note any) { d.add(step{note: note}) }

func (d *disk) add(s step) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, s)
}

// cut writes into a folder what is there if the power goes after the first n steps. Whatever was not synced may be
// there, or not, or in part, whatever the order in which it was written.
func (d *disk) cut(t testing.TB, n int, chance *rand.Rand, into string) {
	t.Helper()
	synced := make(map[string]int)
	for _, s := range d.steps[:n] {
		synced[s.file] = max(synced[s.file], s.sync)
	}
	files := make(map[string][]byte)
	for name, data := range d.before {
		files[name] = append([]byte(nil), data...)
	}
	for i, s := range d.steps[:n] {
		switch sure := i < synced[s.file]; {
		case s.file == "" || s.sync > 0:
		case s.data == nil:
			if sure || chance.IntN(2) == 0 {
				files[s.file] = resized(files[s.file], s.at)
			}
		case sure || chance.IntN(3) == 0:
			files[s.file] = written(files[s.file], s.at, s.data)
		case chance.IntN(2) == 0:
			for from := 0; from < len(s.data); from += sector {
				if chance.IntN(2) == 0 {
					part := s.data[from:min(from+sector, len(s.data))]
					files[s.file] = written(files[s.file], s.at+int64(from), part)
				}
			}
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(into, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func resized(file []byte, size int64) []byte {
	return append(file[:min(int64(len(file)), size)], make([]byte, max(0, size-int64(len(file))))...)
}

func written(file []byte, at int64, data []byte) []byte {
	if end := at + int64(len(data)); end > int64(len(file)) {
		file = resized(file, end)
	}
	copy(file[at:], data)
	return file
}

// interpose puts a file system of ours before SQLite's own, which does everything.
func interpose() {
	tls := libc.NewTLS()
	defer tls.Close()
	disks.of, disks.open = make(map[string]*disk), make(map[uintptr]diskFile)
	disks.methods = make(map[uintptr]uintptr)
	found := sqlite3.Xsqlite3_vfs_find(tls, 0)
	disks.real = at[sqlite3.Tsqlite3_vfs](found)
	ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*disks.real)))
	*at[sqlite3.Tsqlite3_vfs](ours) = *disks.real
	at[sqlite3.Tsqlite3_vfs](ours).FxOpen = pointer(openFile)
	sqlite3.Xsqlite3_vfs_register(tls, ours, 1)
}

type (
	openFunc  = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	writeFunc = func(tls *libc.TLS, file, data uintptr, size int32, at int64) int32
	cutFunc   = func(tls *libc.TLS, file uintptr, size int64) int32
	closeFunc = func(tls *libc.TLS, file uintptr) int32
)

func openFile(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	result := function[openFunc](disks.real.FxOpen)(tls, vfs, name, file, flags, out)
	if result != sqlite3.SQLITE_OK || name == 0 {
		return result
	}
	path := libc.GoString(name)
	disks.Lock()
	defer disks.Unlock()
	d := disks.of[filepath.Dir(path)]
	if d == nil {
		return result
	}
	methods := at[sqlite3.Tsqlite3_file](file)
	own := methods.FpMethods
	disks.open[file] = diskFile{d, filepath.Base(path), at[sqlite3.Tsqlite3_io_methods](own)}
	if disks.methods[own] == 0 {
		ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
		table := at[sqlite3.Tsqlite3_io_methods](ours)
		*table = *at[sqlite3.Tsqlite3_io_methods](own)
		table.FxWrite, table.FxTruncate = pointer(writeFile), pointer(cutFile)
		table.FxSync, table.FxClose = pointer(syncFile), pointer(closeFile)
		disks.methods[own] = ours
	}
	methods.FpMethods = disks.methods[own]
	return result
}

func fileOf(file uintptr) diskFile {
	disks.Lock()
	defer disks.Unlock()
	return disks.open[file]
}

func writeFile(tls *libc.TLS, file, data uintptr, size int32, where int64) int32 {
	f := fileOf(file)
	if f.disk.full.Load() {
		return sqlite3.SQLITE_FULL
	}
	f.disk.add(step{file: f.name, at: where, data: bytes.Clone(libc.GoBytes(data, int(size)))})
	return function[writeFunc](f.real.FxWrite)(tls, file, data, size, where)
}

func cutFile(tls *libc.TLS, file uintptr, size int64) int32 {
	f := fileOf(file)
	f.disk.add(step{file: f.name, at: size})
	return function[cutFunc](f.real.FxTruncate)(tls, file, size)
}

func syncFile(_ *libc.TLS, file uintptr, _ int32) int32 {
	f := fileOf(file)
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.disk.steps = append(f.disk.steps, step{file: f.name, sync: len(f.disk.steps)})
	return sqlite3.SQLITE_OK
}

func closeFile(tls *libc.TLS, file uintptr) int32 {
	f := fileOf(file)
	disks.Lock()
	delete(disks.open, file)
	disks.Unlock()
	return function[closeFunc](f.real.FxClose)(tls, file)
}

// at is what lies at an address of SQLite's memory, which Go doesn't manage.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// pointer is a function's address as SQLite's tables hold it. The function must be declared, and no closure.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f})) }

// function is the function at such an address.
func function[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&struct{ a uintptr }{address})) }

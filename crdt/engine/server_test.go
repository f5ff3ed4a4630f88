package engine_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
)

// serve is a small server process. It uses documents through a pool, and prints the processes of the pool, the number
// of its own calls into C, and its error. Then it waits to be killed. Its argument names a folder with a fatal change
// and the change that it depends on.
func serve() {
	before := runtime.NumCgoCall() // the Go runtime makes some itself when a program that is linked with C starts
	pids := make(chan int, 64)
	pool := engine.NewPool(engine.Config{Children: 2, Metrics: engine.Metrics{Started: func(pid int) { pids <- pid }}})
	var group sync.WaitGroup
	group.Go(func() { pool.Run(context.Background()) })
	err := work(pool, os.Args[2])
	for len(pids) > 0 {
		fmt.Print(<-pids, " ")
	}
	fmt.Printf("\n%d\n%v\n", runtime.NumCgoCall()-before, err)
	group.Wait()
}

// work calls every method of a pool, also with a fatal change.
func work(pool *engine.Pool, dir string) error {
	ctx := context.Background()
	base, err := os.ReadFile(filepath.Join(dir, "base"))
	if err != nil {
		return err
	}
	bad, err := os.ReadFile(filepath.Join(dir, "fatal"))
	if err != nil {
		return err
	}
	s := &stored{id: id(1), chunks: [][]byte{base}}
	var first, last crdt.State
	for i := range 20 {
		change, state, err := pool.Author(ctx, s.doc(), crdt.Draft{Actor: [16]byte{1}, Type: "lead",
			Patch: json.RawMessage(fmt.Sprintf(`{"name": "Ann", "notes": [{"id": "a", "body": "note %d"}]}`, i))})
		if err != nil {
			return err
		}
		s.add(change)
		if last = state; i == 0 {
			first = state
		}
	}
	other := &stored{id: id(2)}
	if _, err := pool.Apply(ctx, other.doc(), s.chunks, nil); err != nil {
		return err
	}
	third := &stored{id: id(3), chunks: [][]byte{base}}
	var quarantine *crdt.QuarantineError
	if _, err := pool.Apply(ctx, third.doc(), [][]byte{bad}, nil); !errors.As(err, &quarantine) {
		return fmt.Errorf("the fatal change was taken: %w", err)
	}
	if state, err := pool.Fields(ctx, s.doc(), first.Heads); err != nil ||
		string(state.Fields["notes"]) == string(last.Fields["notes"]) {
		return fmt.Errorf("the first version is %v, %w", state, err)
	}
	for n := range 16 { // enough documents that every process must be running
		if _, _, err := pool.Snapshot(ctx, crdt.Doc{ID: id(n), Load: s.doc().Load}); err != nil {
			return err
		}
	}
	return nil
}

// server starts a server process. It returns the children and the number of calls into C that the process printed after
// its work.
func server(t *testing.T) (cmd *exec.Cmd, children []int, calls string) {
	t.Helper()
	dir := t.TempDir()
	base, _ := victim(t)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "base"), base[0], 0o600),
		os.WriteFile(filepath.Join(dir, "fatal"), fatal(t)[0], 0o600)); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command("/proc/self/exe", "server", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	var lines [3]string
	scanner := bufio.NewScanner(out)
	for i := range lines {
		if !scanner.Scan() {
			t.Fatalf("the server said only %q", lines)
		}
		lines[i] = scanner.Text()
	}
	if lines[2] != "<nil>" {
		t.Fatalf("the server's work: %s", lines[2])
	}
	for _, text := range strings.Fields(lines[0]) {
		pid, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, pid)
	}
	return cmd, children, lines[1]
}

// TestServer_NeverCallsAutomerge: a process that has used documents through a pool has not made a single call into C,
// so it can't have loaded a document. (The runtime counts such calls; every use of automerge-go is such a call.)
func TestServer_NeverCallsAutomerge(t *testing.T) {
	_, children, calls := server(t)
	if before := runtime.NumCgoCall(); newAuthor(t).set("x", 1.0) == nil || runtime.NumCgoCall() == before {
		t.Fatal("the measure sees nothing of automerge-go")
	}
	if calls != "0" {
		t.Errorf("the serving process has made %s calls into C", calls)
	}
	if len(children) < 4 {
		t.Errorf("%d children were started, and two of them should have died", len(children))
	}
}

// TestServer_RefusesToLoadADocument: code that loads a document in the server panics.
func TestServer_RefusesToLoadADocument(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a document was loaded outside an engine process")
		}
	}()
	engine.LoadHere([][]byte{newAuthor(t).set("x", 1.0)})
}

// TestServer_OnlyTheWorkersFilesKnowAutomerge: the files that run in the server do not import automerge-go.
func TestServer_OnlyTheWorkersFilesKnowAutomerge(t *testing.T) {
	serving := []string{"pool.go", "supervisor.go", "replay.go", "calls.go", "wire.go", "chunk.go"}
	for _, name := range serving {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if strings.Contains(imported.Path.Value, "automerge") {
				t.Errorf("%s imports %s", name, imported.Path.Value)
			}
		}
	}
}

// TestServer_LeavesNoOrphans: the children of a server that is killed end too.
func TestServer_LeavesNoOrphans(t *testing.T) {
	cmd, children, _ := server(t)
	alive := 0
	for _, pid := range children {
		if running(pid) {
			alive++
		}
	}
	if alive != 2 {
		t.Fatalf("%d children run, want 2", alive)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	for deadline := time.Now().Add(10 * time.Second); ; {
		left := 0
		for _, pid := range children {
			if running(pid) {
				left++
			}
		}
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d children still run", left)
		}
		<-poll()
	}
}

// running reports whether a process exists and is not a zombie.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}

package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// The child writes until it is killed, and prints what was acknowledged.
const (
	childDir  = "STORE_TEST_DIR"
	childSize = "STORE_TEST_FILE_SIZE" // bytes that a file of the child's may have at most; beyond, writing fails
)

func child(dir string) int {
	if size, err := strconv.ParseUint(os.Getenv(childSize), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
			fmt.Println("error", err)
			return 1
		}
	}
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	var mu sync.Mutex
	say := func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(words...)
	}
	for n := 0; ; n++ {
		w := write(n%10, fmt.Sprint(os.Getpid(), " ", n))
		w.Record = lead(n%10, map[string]string{"score": fmt.Sprint(n)})
		s.Submit(w, func(_ crm.Receipt, err error) {
			if err != nil {
				say("refused", n, s.Failed() != nil)
				return
			}
			say("saved", n%10, w.Changes[0].Hash)
		})
		if n > 500 && s.Failed() != nil {
			if err := s.Close(); err != nil {
				say("error", err)
			}
			return 0
		}
	}
}

func startChild(t *testing.T, dir string, environment ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(environment, childDir+"="+dir)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func TestCrash_LosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	saved := map[crm.Hash]crm.ID{}
	more := volume(t, "further writes before each kill", 97)
	for round := range 5 {
		cmd, lines := startChild(t, dir)
		for n := 0; lines.Scan(); n++ {
			words := strings.Fields(lines.Text())
			if words[0] != "saved" {
				t.Fatal(lines.Text())
			}
			number, _ := strconv.Atoi(words[1])
			hash, err := crm.ParseHash(words[2])
			if err != nil {
				continue // the last line may be half a one
			}
			saved[hash] = id(number)
			if n == 50+more*round {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it was killed
	}
	s := reopen(t, dir)
	if found := problems(t, s); len(found) > 0 {
		t.Fatal(found)
	}
	for hash, doc := range saved {
		if _, err := s.ChangeData(t.Context(), doc, []crm.Hash{hash}); err != nil {
			t.Fatalf("%s was acknowledged, and is lost: %v", hash, err)
		}
	}
	if len(saved) < 250 {
		t.Fatalf("only %d were saved", len(saved))
	}
}

func TestFailStop_AfterAWriteError(t *testing.T) {
	dir := t.TempDir()
	if err := reopen(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	cmd, lines := startChild(t, dir, childSize+"=400000")
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	refused := false
	saved := map[crm.Hash]crm.ID{}
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "saved":
			if refused {
				t.Fatal("acknowledged after a write had failed")
			}
			number, _ := strconv.Atoi(words[1])
			hash, err := crm.ParseHash(words[2])
			if err != nil {
				t.Fatal(err)
			}
			saved[hash] = id(number)
		case "refused":
			refused = true
			if words[2] != "true" {
				t.Fatal("a write error did not stop the store")
			}
		default:
			t.Log(lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil || !refused || len(saved) == 0 {
		t.Fatal(err, refused, len(saved))
	}
	s := reopen(t, dir)
	for hash, doc := range saved {
		if _, err := s.ChangeData(t.Context(), doc, []crm.Hash{hash}); err != nil {
			t.Fatalf("%s was acknowledged, and is lost: %v", hash, err)
		}
	}
}

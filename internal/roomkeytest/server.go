package roomkeytest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/internal/demo"
)

// Config says which program serves what. The zero value serves a copy of the demo's data with the program under test.
type Config struct {
	Plain    bool     // serve with the plain program
	Witness  bool     // be the witness of two regions, which serves nobody
	Scripted bool     // plugins do what a task's input says; not for Plain
	Dir      string   // the data directory; "": a copy of the demo's
	Flags    []string // of serve, besides --addr and --data
	Env      []string // "NAME=value", besides the tests' own environment
}

// Server is the program serving a data directory of its own.
type Server struct {
	T     testing.TB // fails when a helper does
	Dir   string     // of the data
	Addr  string     // host:port; kept over restarts
	Flags []string   // of serve; take effect at the next start

	binary  string
	command []string // before the flags
	env     []string
	tokens  map[string]string // personal tokens that the data hold, by account
	cmd     *exec.Cmd
	ended   chan struct{} // closed when the process has ended

	mu  sync.Mutex
	log bytes.Buffer // of all runs; guarded by mu
}

// Serve serves a copy of the demo's data for the test's time, by the program under test with scripted plugins.
func Serve(t testing.TB, flags ...string) *Server {
	t.Helper()
	return Start(t, Config{Scripted: true, Flags: flags})
}

// ServeInstalled is Serve with the plugins that everybody has.
func ServeInstalled(t testing.TB, flags ...string) *Server {
	t.Helper()
	return Start(t, Config{Flags: flags})
}

// ServePlain is Serve by the plain program, with the plugins that everybody has.
func ServePlain(t testing.TB, flags ...string) *Server {
	t.Helper()
	return Start(t, Config{Plain: true, Flags: flags})
}

// Start starts a server, which ends with the test.
func Start(t testing.TB, config Config) *Server {
	t.Helper()
	s := Prepare(t, config)
	if !s.Starts() {
		t.Fatalf("the server ended:\n%s", s.Tail(6000))
	}
	return s
}

// Prepare is Start, but for the start.
func Prepare(t testing.TB, config Config) *Server {
	t.Helper()
	s := &Server{T: t, Dir: config.Dir, Addr: "127.0.0.1:0", Flags: config.Flags,
		env: append(os.Environ(), config.Env...)}
	if s.Dir == "" {
		s.Dir = filepath.Join(t.TempDir(), "data")
		s.tokens = copyDemo(t, s.Dir)
	}
	if s.command = []string{"serve"}; config.Witness {
		s.command = []string{"witness"}
	}
	guests := plain.path(t)
	s.binary = guests
	if !config.Plain {
		s.binary = tested.path(t)
	}
	if config.Scripted {
		s.env = append(s.env, Scripted+"=1")
	}
	t.Cleanup(func() {
		if s.cmd != nil {
			s.Kill()
		}
		if t.Failed() {
			t.Logf("the server's log ends:\n%s", s.Tail(6000))
		}
	})
	return s
}

// Starts starts the program, the second time at the same address. It returns when the server listens; false when it
// ended.
func (s *Server) Starts() bool {
	s.T.Helper()
	args := append(slices.Clone(s.command), "--data", s.Dir)
	if s.command[0] == "serve" {
		args = append(args, "--addr", s.Addr, "--login-rate", "0", "--task-rate", "0")
		if !isOlder(s.binary) {
			args = append(args, "--self-check", "0")
		}
	}
	args = append(args, s.Flags...)
	s.cmd = exec.Command(s.binary, args...)
	s.cmd.Env = s.env
	stderr, err := s.cmd.StderrPipe()
	if err = errors.Join(err, s.cmd.Start()); err != nil {
		s.T.Fatal(err)
	}
	s.ended = make(chan struct{})
	listening := make(chan string, 1)
	go s.follow(stderr, listening)
	select {
	case s.Addr = <-listening:
		return true
	case <-s.ended:
		return false
	case <-time.After(60 * time.Second):
		s.T.Fatalf("the server neither listens nor ends:\n%s", s.Tail(6000))
	}
	return false
}

// SetEnv sets variables, NAME=value, which take effect at the next start.
func (s *Server) SetEnv(variables ...string) { s.env = append(s.env, variables...) }

// Start starts the program again.
func (s *Server) Start() {
	s.T.Helper()
	if !s.Starts() {
		s.T.Fatalf("the server ended:\n%s", s.Tail(6000))
	}
}

// OpenPlugins has the server open the packages that it brings along, which it otherwise does for the first request
// that needs one. Under the race detector that takes seconds, and a request has only twenty.
func (s *Server) OpenPlugins() {
	s.T.Helper()
	token := s.Personal(demo.Broker.Email)
	Eventually(s.T, "the server has opened its own plugins", func() bool {
		status, _ := s.Call(token, "GET", "/plugins", nil)
		return status == http.StatusOK
	})
}

// follow keeps the log and waits for the process.
func (s *Server) follow(stderr io.Reader, listening chan<- string) {
	ended, cmd := s.ended, s.cmd
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.mu.Lock()
		s.log.Write(append(lines.Bytes(), '\n'))
		s.mu.Unlock()
		var entry struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			listening <- entry.Addr
		}
	}
	_ = cmd.Wait()
	close(ended)
}

// Tail is the end of what the server logged in all of its runs, at most n bytes.
func (s *Server) Tail(n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log.String()
	return log[max(0, len(log)-n):]
}

// PID is the process of the present run.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Ended is closed when the present run has ended.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Running reports whether the process has not ended.
func (s *Server) Running() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// Kill pulls the plug and waits.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// Restart pulls the plug and starts again.
func (s *Server) Restart() {
	s.T.Helper()
	s.Kill()
	s.Start()
}

// Terminate asks the server to end and gives its exit status.
func (s *Server) Terminate() int {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.ended
	return s.cmd.ProcessState.ExitCode()
}

// IsSound stops the server and has its data checked.
func (s *Server) IsSound() {
	s.T.Helper()
	if code := s.Terminate(); code != 0 {
		s.T.Errorf("the server ends with %d", code)
	}
	if said, err := Told(s.T, "check", "--data", s.Dir); err != nil {
		s.T.Errorf("check: %v\n%s", err, said)
	}
}

// Command is a run of the program that serves, by the test's command line, which names the data itself.
func (s *Server) Command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.binary, args...)
	cmd.Env = s.env
	return cmd
}

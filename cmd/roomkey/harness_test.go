package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/bench/client"
	"roomkey/internal/demo"
)

// runsRoomkey in the environment makes the test binary be the program: the tests run the real thing, with the race
// detector in it, in processes that they may kill.
const runsRoomkey = "TEST_RUNS_ROOMKEY=1"

// realPlugins is set where servers under test have the plugins that everybody has, and not those that do what a test says.
const realPlugins = "TEST_REAL_PLUGINS"

// nearNetwork names a network of this machine that plugins of servers under test may reach, as they may the world.
const nearNetwork = "TEST_NEAR_NETWORK"

func TestMain(m *testing.M) {
	becomePlain()
	if os.Getenv("TEST_RUNS_ROOMKEY") != "" || len(os.Args) > 1 && (os.Args[1] == "engine" || os.Args[1] == "guest") {
		if len(os.Args) > 1 && os.Args[1] == "serve" {
			p := thisProcess()
			if os.Getenv(realPlugins) == "" {
				p.tasks = scriptedTasks()
			}
			if network, err := netip.ParsePrefix(os.Getenv(nearNetwork)); err == nil {
				p.egress.Networks = []netip.Prefix{network}
			}
			os.Exit(p.untilSignal())
		}
		main()
		return
	}
	code := m.Run()
	removePlain()
	os.Exit(code)
}

// command is a run of the program to be started.
func roomkey(args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), runsRoomkey)
	return cmd
}

// server is the program serving a data directory of its own.
type server struct {
	t      testing.TB
	dir    string
	addr   string
	flags  []string
	binary string // the program's file; "": this binary
	cmd    *exec.Cmd
	ended  chan struct{} // closed when the process has ended

	mu  sync.Mutex
	log bytes.Buffer // of all runs; guarded by mu
}

// serveDemo starts the program with the demo's data. It is stopped at the test's end.
func serveDemo(t testing.TB, flags ...string) *server {
	t.Helper()
	return serveIn(t, filepath.Join(t.TempDir(), "data"), append([]string{"--demo"}, flags...)...)
}

// serveIn starts the program on a data directory.
func serveIn(t testing.TB, dir string, flags ...string) *server {
	t.Helper()
	s := &server{t: t, dir: dir, addr: "127.0.0.1:0", flags: flags}
	s.startForTest()
	return s
}

// startForTest starts the program for the test's time.
func (s *server) startForTest() {
	t := s.t
	t.Helper()
	s.start()
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server's log ends:\n%s", s.tail(6000))
		}
	})
}

// start runs the program, the second time at the same address, and returns when it listens.
func (s *server) start() {
	s.t.Helper()
	args := append([]string{"serve", "--addr", s.addr, "--data", s.dir, "--login-rate", "0", "--task-rate", "0"}, s.flags...)
	s.cmd = roomkey(args...)
	if s.binary != "" {
		s.cmd = exec.Command(s.binary, args...)
	}
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.ended = make(chan struct{})
	listening := make(chan string, 1)
	go s.follow(stderr, listening)
	select {
	case s.addr = <-listening:
	case <-s.ended:
		s.t.Fatalf("the server ended:\n%s", s.tail(6000))
	case <-time.After(60 * time.Second):
		s.t.Fatalf("the server doesn't listen:\n%s", s.tail(6000))
	}
}

// follow keeps the log and waits for the process.
func (s *server) follow(stderr io.Reader, listening chan<- string) {
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

// tail is the end of what the server logged.
func (s *server) tail(n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log.String()
	return log[max(0, len(log)-n):]
}

// running reports whether the process has not ended.
func (s *server) running() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// kill pulls the plug and waits.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// restart pulls the plug and starts again.
func (s *server) restart() {
	s.t.Helper()
	s.kill()
	s.start()
}

// terminate asks it to end and gives its exit status.
func (s *server) terminate() int {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.ended
	return s.cmd.ProcessState.ExitCode()
}

// login signs a demo account in and gives an access token.
func (s *server) login(email string) string {
	s.t.Helper()
	var answer struct{ AccessToken string }
	status, body := s.call("", "POST", "/auth/login", map[string]string{"email": email, "password": demo.Password})
	if status != http.StatusOK || json.Unmarshal(body, &answer) != nil {
		s.t.Fatalf("sign in as %s: %d %s", email, status, body)
	}
	return answer.AccessToken
}

// personal is a personal token, which lives as long as the test needs it.
func (s *server) personal(email string) string {
	s.t.Helper()
	var answer struct{ Token string }
	status, body := s.call(s.login(email), "POST", "/tokens", map[string]string{"name": "test", "scope": "write"})
	if status/100 != 2 || json.Unmarshal(body, &answer) != nil || answer.Token == "" {
		s.t.Fatalf("personal token of %s: %d %s", email, status, body)
	}
	return answer.Token
}

// call asks the API and gives the answer as it is; a body may be nil.
func (s *server) call(token, method, path string, body any) (status int, answer []byte) {
	s.t.Helper()
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		content = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+s.addr+"/api/v1"+path, content)
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return s.send(token, request)
}

// send makes a request as the token's user and gives the answer as it is.
func (s *server) send(token string, request *http.Request) (status int, answer []byte) {
	s.t.Helper()
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	return response.StatusCode, answer
}

// get asks for JSON and fails the test on any answer but 200.
func (s *server) get(token, path string, into any) {
	s.t.Helper()
	status, body := s.call(token, "GET", path, nil)
	if status != http.StatusOK {
		s.t.Fatalf("GET %s: %d %s", path, status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		s.t.Fatalf("GET %s: %v in %s", path, err, body)
	}
}

// socket is the address of the socket.
func (s *server) socket() string { return "ws://" + s.addr + "/sync" }

// dial joins the socket protocol as the token's user. The client is closed at the test's end.
func (s *server) dial(token string, opts client.Options) *client.Client {
	s.t.Helper()
	c, err := s.tryDial(token, opts)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *server) tryDial(token string, opts client.Options) (*client.Client, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	opts.Token = token
	c, err := client.Dial(ctx, s.socket(), opts)
	if err == nil {
		s.t.Cleanup(c.Close)
	}
	return c, err
}

// record is a record as REST shows it.
type record struct {
	ID, Type, DocumentID, PrivateDocumentID string
	Owner, Team, Visibility                 string
	Heads                                   []string
	Fields, Private                         map[string]any
	Conflicts                               map[string][]struct {
		Value       any
		Actor, User string
	}
	Flags []string
}

// listed is one page of records.
type listed struct {
	Items []record
	Next  *string
	Total int
}

// eventually waits until ok, asked again and again, or fails the test with what it was about.
func eventually(t testing.TB, about string, ok func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("in vain: %s", about)
		}
	}
}

// closeCode is the code that the server closed a client's socket with; 0 where it was closed otherwise.
func closeCode(c *client.Client) int {
	<-c.Done()
	var closed *client.Closed
	if errors.As(c.Err(), &closed) {
		return closed.Code
	}
	return 0
}

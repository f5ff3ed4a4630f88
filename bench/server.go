package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"roomkey/bench/peers"
)

// startTime bounds how long a server may take until it listens.
const startTime = 2 * time.Minute

// server is a process that is measured.
type server struct {
	dir   string // of the data; "" where it is none of Roomkey's
	cmd   *exec.Cmd
	addr  string
	ended chan struct{} // closed when the process has

	mu   sync.Mutex
	last []string // of what it printed; guarded by mu
}

// unlimited are the flags that lift the budgets of one user: all sockets of the load come from few accounts.
var unlimited = []string{"sockets-per-user", "frame-rate", "byte-rate", "login-rate", "work-rate", "task-rate"}

// roomkey serves a data directory without budgets. Stop the server when done.
func (s *suite) roomkey(ctx context.Context, data string) (*server, error) {
	lifted, err := s.liftedBudgets(ctx)
	if err != nil {
		return nil, err
	}
	return s.roomkeyWith(ctx, data, lifted...)
}

// readyRoomkey starts the program as roomkey does, and waits until it can serve.
func (s *suite) readyRoomkey(ctx context.Context, data string) (*server, error) {
	p, err := s.roomkey(ctx, data)
	if err != nil {
		return nil, err
	}
	if err := p.untilReady(ctx); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// liftedBudgets lifts those budgets that the program knows: one of before knows fewer.
func (s *suite) liftedBudgets(ctx context.Context) (flags []string, err error) {
	said, _ := exec.CommandContext(ctx, s.binary, "serve", "-h").CombinedOutput() // an earlier one ends with 2
	for _, name := range unlimited {
		if strings.Contains(string(said), "-"+name+" ") { // after one dash or two
			flags = append(flags, "--"+name, "0")
		}
	}
	if len(flags) == 0 {
		return nil, fmt.Errorf("%s names no budget: %s", s.binary, said)
	}
	return flags, nil
}

// roomkeyWith serves a data directory with these flags besides.
func (s *suite) roomkeyWith(ctx context.Context, data string, flags ...string) (*server, error) {
	return s.roomkeyIn(ctx, data, nil, flags...)
}

// roomkeyIn is roomkeyWith in an environment with more variables.
func (s *suite) roomkeyIn(ctx context.Context, data string, env []string, flags ...string) (*server, error) {
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, flags...)
	cmd := exec.CommandContext(ctx, s.binary, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	p, err := launch(cmd, out, func(line string) string {
		var entry struct{ Msg, Addr string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Msg == "listening" {
			return entry.Addr
		}
		return ""
	})
	if err == nil {
		p.dir = data
	}
	return p, err
}

// stock serves an empty folder with the stock automerge-repo server.
func (s *suite) stock(ctx context.Context) (*server, error) {
	if err := peers.Install(); err != nil {
		return nil, err
	}
	folder, err := s.folder("stock")
	if err != nil {
		return nil, err
	}
	cmd := peers.Command(ctx, "server.mjs", folder)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return launch(cmd, out, listening)
}

// listening reads the port from the line of a server that says only this.
func listening(line string) string {
	if port, ok := strings.CutPrefix(line, "listening "); ok {
		return "127.0.0.1:" + port
	}
	return ""
}

// launch starts a process and waits for the line from which address reads where it listens.
func launch(cmd *exec.Cmd, out io.Reader, address func(line string) string) (*server, error) {
	p := &server{cmd: cmd, ended: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	told := make(chan string, 1)
	go p.follow(out, address, told)
	select {
	case p.addr = <-told:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("the server ended: %s", p.tail())
	case <-time.After(startTime):
		_ = cmd.Process.Kill()
		<-p.ended
		return nil, fmt.Errorf("the server doesn't listen: %s", p.tail())
	}
}

func (p *server) follow(out io.Reader, address func(string) string, told chan<- string) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		if p.last = append(p.last, lines.Text()); len(p.last) > 20 {
			p.last = p.last[1:]
		}
		p.mu.Unlock()
		if addr := address(lines.Text()); addr != "" {
			told <- addr
		}
	}
	_ = p.cmd.Wait()
	close(p.ended)
}

func (p *server) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.last, "\n")
}

// stop asks the process to end and waits; one that doesn't is killed.
func (p *server) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		p.kill()
	}
}

// kill pulls the plug.
func (p *server) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// isReady reports whether /readyz answers 200.
func (p *server) isReady(ctx context.Context, with *http.Client) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := with.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// untilReady asks /readyz every 5 ms: the server answers and logs each request while it starts.
func (p *server) untilReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	with := &http.Client{Transport: &http.Transport{}}
	defer with.CloseIdleConnections()
	for !p.isReady(ctx, with) {
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return fmt.Errorf("the server doesn't get ready: %w", err)
		}
	}
	return nil
}

// pause waits, or less if ctx ends, whose error it returns then.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

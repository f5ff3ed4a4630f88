package engine_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"testing"

	"roomkey/bench/peers"
)

// stockRequest is a line of input for histories.mjs.
type stockRequest struct {
	Seed     uint32   `json:"seed"`
	Do       string   `json:"do"`
	Steps    int      `json:"steps,omitempty"`
	Forget   bool     `json:"forget,omitempty"`
	Messages [][]byte `json:"messages,omitempty"`
}

// stockAnswer is a line of output of histories.mjs.
type stockAnswer struct {
	Messages [][]byte
	Heads    []string
	Content  map[string]any
	Saved    []byte
	Hidden   bool
	Error    string
}

// errHidden is the error of a history that stock Automerge itself can't show.
var errHidden = errors.New("stock Automerge can't show this history")

// stockProcess is a Node process with many stock documents. Several histories may send requests concurrently; they are
// answered in order.
type stockProcess struct {
	mu      sync.Mutex // guards in, and keeps waiting in the order of the requests
	in      io.WriteCloser
	waiting chan chan stockReply
}

type stockReply struct {
	stockAnswer
	err error
}

// startStock starts a process that takes up to window requests before it answers.
func startStock(t testing.TB, window int) *stockProcess {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("the tests need Node.js: ", err)
	}
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := peers.Command(ctx, "histories.mjs")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &stockProcess{in: in, waiting: make(chan chan stockReply, window)}
	var group sync.WaitGroup
	group.Go(func() { s.read(bufio.NewReaderSize(out, 1<<20)) })
	t.Cleanup(func() {
		_ = in.Close()
		close(s.waiting)
		group.Wait()
		_ = cmd.Wait()
		cancel()
	})
	return s
}

// read passes the answers to the goroutines that wait for them.
func (s *stockProcess) read(out *bufio.Reader) {
	for reply := range s.waiting {
		var r stockReply
		line, err := out.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, &r.stockAnswer)
		}
		if err != nil {
			r.err = fmt.Errorf("the stock peer is gone: %w", err)
		}
		reply <- r
	}
}

func (s *stockProcess) call(request stockRequest) (stockAnswer, error) {
	line, err := json.Marshal(request)
	if err != nil {
		return stockAnswer{}, err
	}
	reply := make(chan stockReply, 1)
	s.mu.Lock()
	_, err = s.in.Write(append(line, '\n'))
	if err == nil {
		s.waiting <- reply
	}
	s.mu.Unlock()
	if err != nil {
		return stockAnswer{}, err
	}
	r := <-reply
	switch {
	case r.err != nil:
		return stockAnswer{}, r.err
	case r.Hidden:
		return stockAnswer{}, errHidden
	case r.Error != "":
		return stockAnswer{}, fmt.Errorf("the stock peer, at %s: %s", request.Do, r.Error)
	}
	return r.stockAnswer, nil
}

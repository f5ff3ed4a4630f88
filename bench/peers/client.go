package peers

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
)

// Client is a stock automerge-repo client in a process of its own. One call is under way at a time.
type Client struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc
	mu     sync.Mutex // guards the rest
	in     io.WriteCloser
	out    *bufio.Scanner
	next   int
}

// Call is what a client is told; see client.mjs for the operations.
type Call map[string]any

// NewClient starts a client; folder is where its repository keeps documents, "" for nowhere. End it with Close.
func NewClient(ctx context.Context, folder string) (*Client, error) {
	if err := Install(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	args := []string{}
	if folder != "" {
		args = append(args, folder)
	}
	cmd := Command(ctx, "client.mjs", args...)
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr, cmd.Start()); err != nil {
		cancel()
		return nil, err
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 64<<20)
	return &Client{cmd: cmd, cancel: cancel, in: in, out: lines}, nil
}

// Do tells the client to do op and puts its result into result, which may be nil.
func (c *Client) Do(op string, call Call, result any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	message := Call{"id": c.next, "op": op}
	for key, value := range call {
		message[key] = value
	}
	line, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return err
	}
	if !c.out.Scan() {
		return fmt.Errorf("the stock client ended in %s: %w", op, errors.Join(c.out.Err(), io.ErrUnexpectedEOF))
	}
	var answer struct {
		ID     int
		Result json.RawMessage
		Error  string
	}
	if err := json.Unmarshal(c.out.Bytes(), &answer); err != nil {
		return err
	}
	if answer.Error != "" {
		return fmt.Errorf("stock client, %s: %s", op, answer.Error)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer.Result, result)
}

// Close ends the client and waits for it.
func (c *Client) Close() {
	_ = c.in.Close()
	_ = c.cmd.Wait()
	c.cancel()
}

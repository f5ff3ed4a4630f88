package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// controlFile is a socket in the data directory by which commands ask the server that runs there. Only the directory's
// owner can open it.
const controlFile = "control"

// Times of what a command asks. The server answers until a while after the time that it has for the work, and the
// command waits for longer than that: whoever stops waiting first does not know what became of it.
const (
	controlTime = 5 * time.Second // for what only reads
	writeTime   = time.Second     // … and to write the answer
	waitTime    = time.Second     // … and to hear it
)

// atControl calls do with a name of the socket. The name of a socket has at most 107 bytes, so it is reached through
// the open directory, however long that one's name is.
func atControl(dir string, do func(name string) error) error {
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer opened.Close()
	return do(fmt.Sprintf("/proc/self/fd/%d/%s", opened.Fd(), controlFile))
}

// listenControl opens the socket. The caller has the directory to itself; a socket that is there was left behind.
func listenControl(dir string) (listener net.Listener, err error) {
	if err := os.Remove(filepath.Join(dir, controlFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	err = atControl(dir, func(name string) error {
		opened, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
		if err != nil {
			return err
		}
		opened.SetUnlinkOnClose(false) // its name is gone by then; see serveControl
		listener = opened
		return os.Chmod(name, 0o600)
	})
	if err != nil {
		return nil, fmt.Errorf("listen for commands: %w", err)
	}
	return listener, nil
}

// serveControl answers commands until ctx ends.
func serveControl(ctx context.Context, dir string, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadTimeout: controlTime, WriteTimeout: controlTime + writeTime,
		MaxHeaderBytes: 4 << 10}
	err := serveUntil(ctx, server, listener)
	if ctx.Err() == nil {
		return err
	}
	return errors.Join(err, os.Remove(filepath.Join(dir, controlFile)))
}

// answerJSON answers a path with what show gives.
func answerJSON[T any](mux *http.ServeMux, path string, show func() T) {
	mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(show()) // the asker sees that the answer ends
	})
}

// askServer asks the server that runs on a data directory.
func askServer(ctx context.Context, dir, path string, answer any) error {
	return callServer(ctx, dir, http.MethodGet, path, nil, answer, controlTime)
}

// answersWithin gives a handler a time for its work, and its answer a little more.
func answersWithin(w http.ResponseWriter, r *http.Request, limit time.Duration) (context.Context, context.CancelFunc) {
	// Else the asker's time ends it.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(limit + writeTime))
	return context.WithTimeout(r.Context(), limit)
}

// callServer sends a request to the server that runs on a data directory, which has limit for it, and reads its answer
// as JSON. Unless it says that no server runs there, an error of a request that changes something leaves open whether
// that was done.
func callServer(ctx context.Context, dir, method, path string, body []byte, answer any, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit+writeTime+waitTime)
	defer cancel()
	var reached atomic.Bool
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := dialControl(ctx, dir)
			reached.Store(err == nil)
			return conn, err
		}}}
	request, err := http.NewRequestWithContext(ctx, method, "http://server"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil && !reached.Load() {
		return fmt.Errorf("no server runs on %s", dir)
	}
	if err == nil {
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("the server that runs on %s answers %s", dir, response.Status)
		}
		err = json.NewDecoder(response.Body).Decode(answer)
	}
	switch {
	case err == nil:
		return nil
	case method == http.MethodGet:
		return fmt.Errorf("the server that runs on %s does not answer: %w", dir, err)
	}
	return fmt.Errorf("the server that runs on %s was asked and has not answered: look whether it was done (%w)",
		dir, err)
}

// dialControl opens a connection to the socket.
func dialControl(ctx context.Context, dir string) (conn net.Conn, err error) {
	err = atControl(dir, func(name string) error {
		var dialer net.Dialer
		conn, err = dialer.DialContext(ctx, "unix", name)
		return err
	})
	return conn, err
}

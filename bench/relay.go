package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// What goes over the sockets of the relay: as many bytes as one edit is to a watcher, without rooms and with two, whose
// events edits share that come one after the other, and its answer.
const (
	relayFrame  = 314
	roomsFrame  = 575
	relayAnswer = 96
)

// relayFlag starts the program as the server of the relay, for a number of watchers and bytes to each.
const relayFlag = "-relay"

// runRelay is the program's other life; args are those of the command line.
func runRelay(args []string) (asked bool, err error) {
	if len(args) != 3 || args[0] != relayFlag {
		return false, nil
	}
	watchers, err := strconv.Atoi(args[1])
	if err != nil {
		return true, err
	}
	size, err := strconv.Atoi(args[2])
	if err != nil {
		return true, err
	}
	return true, serveRelay(watchers, size)
}

// serveRelay is the least that a server in Go can do for an edit: it reads the editor's bytes, writes as many to each
// watcher, and reads their answers. It knows no WebSocket, no document and no disk. The first connection is the
// editor's. It ends when the editor's does.
func serveRelay(watchers, size int) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	editor, err := listener.Accept()
	if err != nil {
		return err
	}
	var readers sync.WaitGroup
	all := make([]net.Conn, watchers)
	for i := range all {
		if all[i], err = listener.Accept(); err != nil {
			return err
		}
		readers.Go(func() { _, _ = io.Copy(io.Discard, all[i]) })
	}
	frame := make([]byte, size)
	for err == nil {
		_, err = io.ReadFull(editor, frame)
		for i := 0; err == nil && i < len(all); i++ {
			_, err = all[i].Write(frame)
		}
	}
	for _, watcher := range all {
		err = errors.Join(err, watcher.Close())
	}
	readers.Wait()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// relay is a crowd around a server that does nothing but pass bytes on.
type relay struct {
	size       int
	work       func() error // of a client before it answers
	server     *server
	editor     net.Conn
	watchers   []net.Conn
	arrived    chan struct{}
	readers    sync.WaitGroup
	busy, calm tally
}

// relays starts one that passes on what an edit is without rooms, one of what it is with rooms, and one like the first
// whose clients decode before they answer. stop ends those that were started, also after an error.
func (s *suite) relays(ctx context.Context) (all []*relay, stop func(), err error) {
	stop = func() {
		for _, r := range all {
			r.leave()
		}
	}
	light, err := lightWork()
	if err != nil {
		return nil, stop, err
	}
	for _, kind := range []struct {
		size int
		work func() error
	}{{relayFrame, atOnce}, {roomsFrame, atOnce}, {relayFrame, light}} {
		r, err := s.relay(ctx, kind.size, kind.work)
		if err != nil {
			return all, stop, err
		}
		all = append(all, r)
	}
	return all, stop, nil
}

// relay starts one that passes on size bytes for each edit. Its clients call work before they answer.
func (s *suite) relay(ctx context.Context, size int, work func() error) (r *relay, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, relayFlag, strconv.Itoa(s.watchers), strconv.Itoa(size))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r = &relay{size: size, work: work, arrived: make(chan struct{}, s.watchers)}
	if r.server, err = launch(cmd, out, listening); err != nil {
		return nil, err
	}
	if r.editor, err = net.Dial("tcp", r.server.addr); err != nil {
		r.server.kill()
		return nil, err
	}
	for range s.watchers {
		watcher, err := net.Dial("tcp", r.server.addr)
		if err != nil {
			r.leave()
			return nil, err
		}
		r.watchers = append(r.watchers, watcher)
		r.readers.Go(func() { r.watch(watcher) })
	}
	return r, nil
}

// atOnce is the work of a client that does nothing.
func atOnce() error { return nil }

// watch answers each frame until the connection ends.
func (r *relay) watch(watcher net.Conn) {
	frame := make([]byte, r.size)
	for {
		if _, err := io.ReadFull(watcher, frame); err != nil {
			return
		}
		r.arrived <- struct{}{}
		if err := r.work(); err != nil {
			return
		}
		if _, err := watcher.Write(frame[:relayAnswer]); err != nil {
			return
		}
	}
}

// round is a crowd's round.
func (r *relay) round(ctx context.Context, n int, rest time.Duration, t *tally) error {
	before, err := r.server.quiet(ctx)
	if err != nil {
		return err
	}
	for range n {
		if _, err := r.editor.Write(make([]byte, r.size)); err != nil {
			return err
		}
		for range r.watchers {
			select {
			case <-r.arrived:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
	after, err := r.server.quiet(ctx)
	t.add(n, after-before)
	return err
}

// leave closes all connections, and waits for the server's end.
func (r *relay) leave() {
	for _, c := range append(r.watchers, r.editor) {
		_ = c.Close()
	}
	r.server.stop()
	r.readers.Wait()
}

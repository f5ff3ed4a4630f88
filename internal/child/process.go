package child

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// process is one life of a child.
type process struct {
	config  *Config
	cmd     *exec.Cmd
	to      *os.File // our end of the pipe that it reads
	from    *os.File // our end of the pipe that it writes
	started time.Time
	exited  chan struct{} // closed when the process has been waited for
	wake    chan struct{} // tells the writer that a call is unsent
	group   sync.WaitGroup

	mu        sync.Mutex // guards the fields below
	unsent    []byte
	pending   []*call // sent or unsent, in order
	headSince time.Time
	lastID    uint64 // calls ever sent to it, without the greeting
	answers   int
	killed    string // our reason for killing it; "" for none
	over      bool   // accepts no more calls
}

// call is one exchange. done has room for its only result.
type call struct {
	id      uint64
	more    time.Duration // in addition to the usual deadline
	done    chan result
	release func()
}

type result struct {
	payload []byte
	err     error
}

func (c *call) finish(r result) {
	c.done <- r
	c.release()
}

// start forks the child and waits until it has applied its limits. After an error no process is left.
func start(ctx context.Context, config *Config) (*process, error) {
	p := &process{config: config, exited: make(chan struct{}), wake: make(chan struct{}, 1), started: time.Now()}
	childIn, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	from, childOut, err := os.Pipe()
	if err != nil {
		childIn.Close()
		to.Close()
		return nil, err
	}
	p.to, p.from = to, from
	p.cmd = exec.Command("/proc/self/exe", config.Args...)
	p.cmd.Args[0] = filepath.Base(os.Args[0])
	p.cmd.Env = append([]string{}, config.Env...) // not nil, which would mean our own environment
	if !config.Bare {
		p.cmd.Env = append(os.Environ(), config.Env...)
	}
	p.cmd.ExtraFiles = []*os.File{childIn, childOut}
	p.cmd.Stderr = &lines{log: config.Log, name: config.Name}
	p.cmd.WaitDelay = time.Second
	// Its own process group, so that an interrupt from the terminal reaches only us: we finish open calls before we end
	// the child.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}

	forked := make(chan error, 1)
	p.group.Go(func() { p.supervise(forked) })
	err = <-forked
	childIn.Close()
	childOut.Close()
	if err != nil {
		to.Close()
		from.Close()
		p.group.Wait()
		return nil, err
	}
	p.group.Go(p.write)
	p.group.Go(p.read)
	if err := p.greet(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", err, p.end("it did not greet"))
	}
	return p, nil
}

// supervise forks the process and waits for it on one locked thread. The kernel sends the parent-death signal when the
// thread that forked ends, not when the process ends.
func (p *process) supervise(forked chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := sparing(p.config.Spared, p.cmd.Start)
	forked <- err
	if err != nil {
		return
	}
	p.cmd.Wait() // the process state records how it ended
	close(p.exited)
	p.to.Close() // releases a writer that is blocked on a full pipe
}

// greet sends the limits and waits until the child has applied them.
func (p *process) greet(ctx context.Context) error {
	payload, err := json.Marshal(limits{MemoryBytes: p.config.MemoryLimit, CPUSeconds: p.config.CPULimit})
	if err != nil {
		return err
	}
	c := &call{done: make(chan result, 1), release: func() {}}
	p.mu.Lock()
	p.unsent = appendFrame(p.unsent, 0, payload)
	p.pending = append(p.pending, c)
	p.mu.Unlock()
	p.wakeWriter()
	timer := time.NewTimer(p.config.StartTimeout)
	defer timer.Stop()
	select {
	case r := <-c.done:
		return r.err
	case <-p.exited:
		return fmt.Errorf("it ended at once")
	case <-timer.C:
		return fmt.Errorf("it took longer than %v", p.config.StartTimeout)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send queues a call for the child. It returns false if the child accepts no more calls.
func (p *process) send(c *call, payload []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return false
	}
	p.lastID++
	c.id = p.lastID
	if len(p.pending) == 0 {
		p.headSince = time.Now()
	}
	p.pending = append(p.pending, c)
	p.unsent = appendFrame(p.unsent, c.id, payload)
	p.wakeWriter()
	return true
}

func (p *process) wakeWriter() {
	select {
	case p.wake <- struct{}{}:
	default: // it has been woken already
	}
}

// write sends all queued calls in one write.
func (p *process) write() {
	var frames []byte
	for {
		select {
		case <-p.wake:
		case <-p.exited:
			return
		}
		p.mu.Lock()
		frames, p.unsent = p.unsent, frames[:0]
		p.mu.Unlock()
		if _, err := p.to.Write(frames); err != nil {
			return // it is dying or has closed its input: supervise and read will notice
		}
		if cap(frames) > pipeBuffer {
			frames = nil
		}
	}
}

// read matches answers to their calls until the child's end of the pipe is closed.
func (p *process) read() {
	defer p.from.Close()
	reader := bufio.NewReaderSize(p.from, pipeBuffer)
	for {
		id, payload, err := readFrame(reader)
		if err != nil {
			break
		}
		p.mu.Lock()
		if len(p.pending) == 0 || p.pending[0].id != id {
			p.mu.Unlock()
			p.kill("it sent an answer without a call")
			break
		}
		c := p.pending[0]
		p.pending[0] = nil
		p.pending = p.pending[1:]
		p.headSince = time.Now()
		if id != 0 {
			p.answers++
		}
		p.mu.Unlock()
		c.finish(result{payload: payload})
	}
	timer := time.NewTimer(endTimeout)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C: // a child that has closed its output is useless even if it lives
		p.kill("it closed its answers")
	}
}

// kill ends the process, if it has not ended by itself. reason is our own reason, "" for none.
func (p *process) kill(reason string) {
	select {
	case <-p.exited:
		return
	default:
	}
	p.mu.Lock()
	if p.killed == "" {
		p.killed = reason
	}
	p.over = true
	p.mu.Unlock()
	p.cmd.Process.Kill() // an error means that it has ended
}

// end kills the process if necessary, waits for it and its goroutines, and fails the unanswered calls.
func (p *process) end(reason string) *Death {
	if reason != "" {
		p.kill(reason)
	}
	p.group.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	death := causeOfDeath(p.cmd.ProcessState, p.killed, time.Duration(p.config.CPULimit)*time.Second)
	death.Overrun = p.killed != "" && p.killed == p.config.overrun()
	death.Lived, death.Answers = time.Since(p.started), p.answers
	for _, c := range p.pending {
		c.finish(result{err: death})
	}
	p.pending = nil
	return death
}

// retire makes the process accept no more calls if it has had none since a time.
func (p *process) retire(since time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pending) > 0 || p.headSince.After(since) || p.started.After(since) {
		return false
	}
	p.over = true
	return true
}

// closeInput lets the child end by itself after it has handled the requests that it has read.
func (p *process) closeInput() {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.to.Close()
}

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
	exited  chan struct{} // closed when the system has let it go
	wake    chan struct{} // tells the writer that there is something unsent
	group   sync.WaitGroup

	mu        sync.Mutex // guards the fields below
	unsent    []byte
	pending   []*call // sent or unsent, in order
	headSince time.Time
	lastID    uint64 // calls ever given to it, the greeting left out
	answers   int
	killed    string // why we killed it
	over      bool   // takes no more calls
}

// call is one exchange. done has room for its only result.
type call struct {
	id      uint64
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

// start forks the child and waits until it holds to its limits. On an error nothing is left running.
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
	p.cmd.Env = append([]string{}, config.Env...) // not nil, which would mean our own
	if !config.Bare {
		p.cmd.Env = append(os.Environ(), config.Env...)
	}
	p.cmd.ExtraFiles = []*os.File{childIn, childOut}
	p.cmd.Stderr = &lines{log: config.Log, name: config.Name}
	p.cmd.WaitDelay = time.Second
	// Its own process group, so that an interrupt from the terminal reaches only us: we drain first and then let it go.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}

	forked := make(chan error, 1)
	p.group.Go(func() { p.keep(forked) })
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

// keep forks and then waits for the process on one locked thread: the kernel sends the parent's death signal when the
// thread that forked ends, not the process.
func (p *process) keep(forked chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := sparing(p.config.Spared, p.cmd.Start)
	forked <- err
	if err != nil {
		return
	}
	p.cmd.Wait() // the state says how it ended
	close(p.exited)
	p.to.Close() // frees a writer that is blocked on a full pipe
}

// greet sends the limits and waits until the child holds to them.
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
	p.stir()
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

// send gives the child a call; false when it takes no more.
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
	p.stir()
	return true
}

func (p *process) stir() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}

// write sends what has gathered, all of it in one write.
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
			return // it is dying or has closed its input: keep and read will see
		}
		if cap(frames) > pipeBuffer {
			frames = nil
		}
	}
}

// read hands answers to their calls until the child's end of the pipe is closed.
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
			p.kill("it answered what was not asked")
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
	timer := time.NewTimer(lastWords)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C: // a child that has closed its answers but lives is of no use
		p.kill("it closed its answers")
	}
}

// overrun reports whether the call that the child is at has had more than its time.
func (p *process) overrun(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.pending) > 0 && now.Sub(p.headSince) > p.config.CallTimeout
}

// kill ends the process, if it has not ended by itself, for a reason of ours ("" for none).
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

// end kills the process if need be, waits for it and for everything that serves it, and fails the calls under way.
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

// closeInput lets the child end by itself, when it is done with what it has read.
func (p *process) closeInput() {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.to.Close()
}

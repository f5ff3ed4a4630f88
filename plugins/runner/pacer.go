package runner

import (
	"errors"
	"sync"
	"time"

	"roomkey/crm"
)

// At most five progress reports of a step per second are kept, and always the last one. The first five are sent at
// once, because a short step would otherwise end before anybody sees its progress. Each later one waits for its turn.
const (
	paceCount    = 5
	paceInterval = time.Second / paceCount
)

// pacer saves a step's progress at a limited rate, without making the guest wait. It merges reports that arrive in
// between into the later one.
type pacer struct {
	run    *run
	wake   chan struct{}
	ending chan struct{}
	ended  chan struct{}
	once   sync.Once

	mu      sync.Mutex // guards the fields below
	waiting *progress
}

func newPacer(u *run) *pacer {
	p := &pacer{run: u, wake: make(chan struct{}, 1), ending: make(chan struct{}), ended: make(chan struct{})}
	go p.pass()
	return p
}

// add records progress. It never blocks. A percentage below an earlier one is raised to that one.
func (p *pacer) add(next progress) {
	u := p.run
	u.mu.Lock()
	u.task.Progress = max(u.task.Progress, min(next.percent, 100))
	next.percent = u.task.Progress
	if next.message != "" || next.text == nil {
		u.task.Message = next.message
	}
	next.message = u.task.Message
	u.mu.Unlock()
	p.mu.Lock()
	if p.waiting != nil {
		next.merge(p.waiting)
	}
	p.waiting = &next
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default: // it has been woken already
	}
}

// pass saves waiting progress at the allowed rate, until close.
func (p *pacer) pass() {
	defer close(p.ended)
	var first time.Time // time of the first report
	for sent := 0; ; {
		select {
		case <-p.wake:
		case <-p.ending:
			return
		}
		next := p.take()
		if next == nil {
			continue
		}
		if sent == 0 {
			first = time.Now()
		}
		p.write(next)
		if sent++; sent < paceCount {
			continue
		}
		timer := time.NewTimer(max(paceInterval, time.Until(first.Add(time.Second))))
		select {
		case <-timer.C:
		case <-p.ending:
			timer.Stop()
			return
		}
	}
}

func (p *pacer) take() *progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.waiting
	p.waiting = nil
	return next
}

func (p *pacer) write(next *progress) {
	p.run.show(next)
	err := p.run.save(&crm.TaskWrite{Events: []crm.Event{p.run.progressEvent(next)}})
	if err != nil && !errors.Is(err, errLost) {
		p.run.Log.Warn("progress could not be written", "task", p.run.task.ID, "error", err)
	}
}

// close ends the pacer and returns the progress that it has not saved, nil if there is none. It may be called again.
func (p *pacer) close() *progress {
	p.once.Do(func() { close(p.ending) })
	<-p.ended
	return p.take()
}

// finish ends the pacer and saves the last progress of a step that did not succeed.
func (p *pacer) finish() {
	if last := p.close(); last != nil && p.run.ctx.Err() == nil {
		p.write(last)
	}
}

package wiretest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Region is a region's end of the network: a wire.Network and a wire.Rows.
type Region struct {
	name  string
	world *World

	mu        sync.Mutex // guards what follows
	listeners []*listener
	answerers []*answerer
	sent      []string // subjects of messages, where Record was called
	recording bool
}

// listener is one subscription; it takes one message after the other.
type listener struct {
	subject string
	queue   *queue
}

// answerer answers the questions to a subject.
type answerer struct {
	subject string
	answer  func(context.Context, []byte) []byte
	ctx     context.Context // ends with Stop
	under   sync.WaitGroup
}

// Publish is wire.Network's.
func (r *Region) Publish(subject string, data []byte) error {
	if err := fits(data); err != nil {
		return err
	}
	r.mu.Lock()
	if r.recording {
		r.sent = append(r.sent, subject)
	}
	r.mu.Unlock()
	for _, other := range r.world.others(r.name) {
		to := r.world.regions[other]
		r.world.send(r.name, other, true, func() { to.hear(subject, slices.Clone(data)) })
	}
	return nil
}

// Record notes the subjects of what is published from now on.
func (r *Region) Record() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.recording, r.sent = true, nil
}

// Sent are the subjects of what was published since Record.
func (r *Region) Sent() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.sent)
}

// Subscribe is wire.Network's.
func (r *Region) Subscribe(subject string, heard func(string, []byte)) (stop func(), err error) {
	l := &listener{subject: subject, queue: newQueue(heard)}
	r.mu.Lock()
	r.listeners = append(r.listeners, l)
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		r.listeners = slices.DeleteFunc(r.listeners, func(other *listener) bool { return other == l })
		r.mu.Unlock()
		l.queue.close()
	}, nil
}

// hear gives a message to all who subscribed to it.
func (r *Region) hear(subject string, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.listeners {
		if matches(l.subject, subject) {
			l.queue.add(subject, data)
		}
	}
}

// matches reports whether a subject is one of those that a pattern with NATS's wildcards stands for.
func matches(pattern, subject string) bool {
	want, have := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, word := range want {
		if word == ">" {
			return len(have) > i
		}
		if i >= len(have) || word != "*" && word != have[i] {
			return false
		}
	}
	return len(want) == len(have)
}

// Answer is wire.Network's.
func (r *Region) Answer(subject string, answer func(context.Context, []byte) []byte) (stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	a := &answerer{subject: subject, answer: answer, ctx: ctx}
	r.mu.Lock()
	r.answerers = append(r.answerers, a)
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		r.answerers = slices.DeleteFunc(r.answerers, func(other *answerer) bool { return other == a })
		r.mu.Unlock()
		cancel()
		a.under.Wait()
	}, nil
}

// Request is wire.Network's. Where nobody within reach answers the subject, it says so at once.
func (r *Region) Request(ctx context.Context, subject string, data []byte) ([]byte, error) {
	if err := fits(data); err != nil {
		return nil, err
	}
	asked, answers := false, make(chan []byte, len(r.world.names))
	for _, other := range r.world.others(r.name) {
		to := r.world.regions[other]
		if !r.world.joined(r.name, other) || !to.answersTo(subject) {
			continue
		}
		asked = true
		r.world.send(r.name, other, false, func() {
			to.ask(subject, slices.Clone(data), func(answer []byte) {
				r.world.send(other, r.name, false, func() { answers <- answer })
			})
		})
	}
	if !asked {
		return nil, crm.Errorf(crm.CodeUnavailable, "no other region answers")
	}
	select {
	case answer := <-answers:
		return answer, nil
	case <-ctx.Done():
		return nil, crm.Errorf(crm.CodeUnavailable, "no other region has answered in time")
	}
}

func (r *Region) answersTo(subject string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.answerers, func(a *answerer) bool { return a.subject == subject })
}

// ask has a question answered in a goroutine of its own.
func (r *Region) ask(subject string, data []byte, answered func([]byte)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range r.answerers {
		if a.subject != subject {
			continue
		}
		a.under.Add(1)
		go func() {
			defer a.under.Done()
			ctx, cancel := context.WithTimeout(a.ctx, time.Minute)
			defer cancel()
			if answer := a.answer(ctx, data); answer != nil && fits(answer) == nil {
				answered(answer)
			}
		}()
		return
	}
}

func fits(data []byte) error {
	if len(data) > wire.MaxMessage {
		return crm.Errorf(crm.CodeTooLarge, "a message has at most %d bytes", wire.MaxMessage)
	}
	return nil
}

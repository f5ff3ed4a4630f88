package nats

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	// maxWaiting bounds what waits for one subscription, in messages and bytes; the newest are dropped beyond.
	maxWaiting, maxWaitingBytes = 16_384, 64 << 20
	// maxAnswers is how many questions to one subject are answered at once. Others get no answer, and are asked again.
	maxAnswers    = 32
	answerTimeout = 30 * time.Second
)

// Publish is wire.Network's.
func (n *Node) Publish(subject string, data []byte) error {
	return inCodes(n.conn.Publish(subject, data))
}

// Subscribe is wire.Network's.
func (n *Node) Subscribe(subject string, heard func(string, []byte)) (stop func(), err error) {
	return n.subscribe(subject, func(m *nats.Msg) { heard(m.Subject, m.Data) })
}

// subscribe has take called with one message after the other, until stop.
func (n *Node) subscribe(subject string, take func(*nats.Msg)) (stop func(), err error) {
	var mu sync.Mutex // held while take runs; guards stopped
	stopped := false
	sub, err := n.conn.Subscribe(subject, func(m *nats.Msg) {
		mu.Lock()
		defer mu.Unlock()
		if !stopped {
			take(m)
		}
	})
	if err == nil {
		err = sub.SetPendingLimits(maxWaiting, maxWaitingBytes)
	}
	if err != nil {
		return nil, inCodes(err)
	}
	return func() {
		_ = sub.Unsubscribe() // the connection may be closed
		mu.Lock()
		defer mu.Unlock()
		stopped = true
	}, nil
}

// Request is wire.Network's.
func (n *Node) Request(ctx context.Context, subject string, data []byte) ([]byte, error) {
	m, err := n.conn.RequestWithContext(ctx, subject, data)
	if err != nil {
		return nil, inCodes(err)
	}
	return m.Data, nil
}

// Answer is wire.Network's.
func (n *Node) Answer(subject string, answer func(context.Context, []byte) []byte) (stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	places := make(chan struct{}, maxAnswers)
	var under sync.WaitGroup
	end, err := n.subscribe(subject, func(m *nats.Msg) {
		select {
		case places <- struct{}{}:
		default:
			return
		}
		under.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithTimeout(ctx, answerTimeout)
			defer cancel()
			if data := answer(ctx, m.Data); data != nil {
				_ = m.Respond(data) // the asker's time runs out
			}
		})
	})
	if err != nil {
		cancel()
		return nil, err
	}
	return func() {
		end()
		cancel()
		under.Wait()
	}, nil
}

// inCodes gives an error of the client its code.
func inCodes(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, nats.ErrMaxPayload):
		return crm.Errorf(crm.CodeTooLarge, "a message has at most %d bytes", wire.MaxMessage)
	}
	return &crm.Error{Code: crm.CodeUnavailable, Message: "no other region answers", Err: err}
}

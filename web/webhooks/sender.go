package webhooks

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Bounds of what is under way at once.
const (
	inFlight        = 64 // attempts
	inFlightFailing = 32 // of webhooks whose last attempt failed or was slow: the others are for those that answer soon
	inFlightBroker  = 16 // of one brokerage's webhooks
	inFlightHook    = 4  // of one webhook; of one that fails or is slow: 1
)

// What counts as slow.
const (
	slowAttempt = 2 * time.Second
	slowKnown   = 4096 // webhooks that are remembered as slow
)

// Times of the queue.
const (
	gatherTime = 2 * time.Second // for which updates of a record are gathered
	pauseTime  = 5 * time.Second // after an error of the store
	longest    = time.Hour       // without a look at the queue
	storeTime  = 10 * time.Second
)

// Config is what a Sender needs. Store, Secret, Now, Random and Log are required.
type Config struct {
	Store   *store.Store
	Secret  []byte // the server's
	Other   []byte // signs too; nil: none
	Network Network
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
	Ended   func(crm.DeliveryStatus) // called after each attempt with what came of it; nil: nobody
}

// Sender sends what is queued for webhooks. One at most may run for a store.
type Sender struct {
	store   *store.Store
	secrets Secrets
	network Network
	client  *http.Client
	now     func() time.Time
	random  io.Reader // of judge, under mu
	log     *slog.Logger
	ended   func(crm.DeliveryStatus)

	spreadAt time.Time     // when queued events become deliveries; zero: none are known
	done     chan struct{} // told when an attempt has ended; holds one
	running  sync.WaitGroup

	mu      sync.Mutex // guards limiter and random
	limiter attemptLimiter
}

// New returns a Sender, which does nothing until Run is called.
func New(c Config) *Sender {
	if c.Ended == nil {
		c.Ended = func(crm.DeliveryStatus) {}
	}
	var others [][]byte
	if c.Other != nil {
		others = append(others, c.Other)
	}
	return &Sender{store: c.Store, secrets: NewSecrets(c.Secret, others...), network: c.Network,
		client: c.Network.client(), now: c.Now, random: c.Random, log: c.Log, ended: c.Ended,
		spreadAt: c.Now(), done: make(chan struct{}, 1), limiter: newAttemptLimiter()}
}

// Run sends until ctx ends, and then abandons what is under way: it is sent again when there is a Sender again.
func (s *Sender) Run(ctx context.Context) error {
	defer s.client.CloseIdleConnections()
	defer s.running.Wait()
	for {
		timer := time.NewTimer(s.pass(ctx).Sub(s.now()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-s.store.WebhooksDue():
			s.gather()
		case <-s.done:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// gather has queued events become deliveries soon.
func (s *Sender) gather() {
	if s.spreadAt.IsZero() {
		s.spreadAt = s.now().Add(gatherTime)
	}
}

// pass makes deliveries of events where it is time, begins the attempts that are due and that may begin,
// and says when there is something to do next, unless it is told before.
func (s *Sender) pass(ctx context.Context) (next time.Time) {
	now := s.now()
	next = now.Add(longest)
	if !s.spreadAt.IsZero() && !now.Before(s.spreadAt) {
		more, err := s.store.SpreadWebhookEvents(ctx, merge)
		switch {
		case err != nil:
			s.failed(ctx, "spread events to webhooks", err)
			s.spreadAt = now.Add(pauseTime)
		case more:
			s.spreadAt = now
		default:
			s.spreadAt = time.Time{}
		}
	}
	if !s.spreadAt.IsZero() {
		next = s.spreadAt
	}
	due, err := s.store.DueWebhooks(ctx)
	if err != nil {
		s.failed(ctx, "look for webhooks", err)
		return earlier(next, now.Add(pauseTime))
	}
	for i := range due {
		if due[i].Next.After(now) {
			return earlier(next, due[i].Next)
		}
		if err := s.begin(ctx, &due[i].Hook); err != nil {
			s.failed(ctx, "look for deliveries", err)
			return earlier(next, now.Add(pauseTime))
		}
	}
	return next
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (s *Sender) failed(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		s.log.Error(doing, "err", err)
	}
}

// begin begins attempts of a webhook's deliveries that are due, as many as may. Whoever ends one looks again.
func (s *Sender) begin(ctx context.Context, w *crm.Webhook) error {
	s.mu.Lock()
	free, busy := s.limiter.free(w), s.limiter.busy(w)
	s.mu.Unlock()
	if free == 0 {
		return nil
	}
	due, err := s.store.DueDeliveries(ctx, w.ID, free+busy)
	if err != nil {
		return err
	}
	for i := range due {
		s.mu.Lock()
		given, ok := s.limiter.begin(w, due[i].ID)
		s.mu.Unlock()
		if ok {
			s.running.Go(func() { s.deliver(ctx, w, &due[i], given) })
		}
	}
	return nil
}

// deliver makes an attempt and stores what came of it.
func (s *Sender) deliver(ctx context.Context, w *crm.Webhook, d *crm.WebhookDelivery, given permit) {
	defer func() {
		s.mu.Lock()
		s.limiter.end(given)
		s.mu.Unlock()
		select {
		case s.done <- struct{}{}:
		default:
		}
	}()
	var a crm.WebhookAttempt
	switch may, err := s.store.MayDeliver(ctx, w.User, d); {
	case err != nil:
		s.failed(ctx, "ask who may read a delivery", err)
		s.rest(ctx) // it is due still, and must not be asked about at once
		return
	case !may:
		a = crm.WebhookAttempt{Delivery: d.ID, Earlier: d.Attempts, Due: d.Next, At: s.now(),
			Status: crm.DeliveryDropped, Error: "whoever made the webhook may not read this, or no longer"}
	default:
		if a = s.attempt(ctx, w, d); ctx.Err() != nil {
			return // nobody knows whether it arrived
		}
		s.mu.Lock()
		s.limiter.took(w.ID, a.Took)
		judge(w, d, &a, s.random)
		s.mu.Unlock()
	}
	s.keep(ctx, &a)
}

// keep stores an attempt's end, trying until it can: otherwise the delivery would be sent again at once.
func (s *Sender) keep(ctx context.Context, a *crm.WebhookAttempt) {
	for {
		// also while the server ends: what has arrived should not be sent again
		saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
		err := s.store.EndWebhookAttempt(saving, a)
		cancel()
		if err == nil {
			s.ended(a.Status)
			return
		}
		s.failed(ctx, "store a webhook's attempt", err)
		if ctx.Err() != nil {
			return
		}
		s.rest(ctx)
	}
}

// rest waits a little.
func (s *Sender) rest(ctx context.Context) {
	timer := time.NewTimer(pauseTime)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

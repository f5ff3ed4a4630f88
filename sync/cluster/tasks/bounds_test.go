package tasks_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire/wiretest"
)

// long is a text that can't be packed much.
func long(bytes int) string {
	chance := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, bytes)
	for i := range text { // as little as base 64 can be packed
		text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[chance.IntN(64)]
	}
	return string(text)
}

// Decisions that take long leave room for what is quick, of one user there are few at once, and of one task one.
func TestAsk_DecisionsKeepNobodyElseWaiting(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, c *place) {
		for n := range 40 {
			a.has(n, `{}`)
			a.happens(n, "progress", "at it")
		}
		pass(time.Second)
		var under sync.WaitGroup
		defer under.Wait()
		user := func(n int) crm.ID { return crm.ID{0: 5, 1: byte(n), 6: 0x40, 8: 0x80} }
		decide := func(of *place, who crm.ID, n int, wants crm.Code) {
			under.Go(func() {
				_, err := of.Ask(t.Context(), &crm.TaskQuestion{Act: crm.TaskAccept, Broker: broker, User: who,
					Task: taskID(n), Body: []byte("slow")})
				if crm.CodeOf(err) != wants || wants == crm.CodeUnavailable &&
					!strings.Contains(err.Error(), "still waits") {
					t.Errorf("the decision of %s on %d: %v", who, n, err)
				}
			})
		}
		decide(b, ann, 0, crm.CodeUnavailable)
		decide(b, ann, 1, crm.CodeUnavailable)
		pass(time.Second)
		decide(b, ann, 2, crm.CodeRateLimited)
		for n := range 30 {
			decide([]*place{b, c}[n%2], user(n/2), 3+n, crm.CodeUnavailable)
		}
		pass(time.Second)
		began := time.Now()
		if _, err := b.asks(t, crm.TaskGet, 0, ""); err != nil || time.Since(began) > time.Second {
			t.Errorf("a read beside decisions took %s: %v", time.Since(began), err)
		}
		_, err := c.asks(t, crm.TaskReject, 0, "slow")
		if crm.CodeOf(err) != crm.CodeUnavailable || !strings.Contains(err.Error(), "somebody else is deciding") {
			t.Errorf("a second decision on a task: %v", err)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("that took %s", took)
		}
	})
}

// Long answers of one user leave room for those of others, and go when they have been fetched.
func TestAsk_LongAnswersKeepNobodyElseWaiting(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, c *place) {
		a.has(1, long(1100<<10))
		a.happens(1, "progress", "at it")
		pass(time.Second)
		var under sync.WaitGroup
		for range 15 {
			under.Go(func() {
				if _, err := c.asks(t, crm.TaskGet, 1, ""); err != nil && crm.CodeOf(err) != crm.CodeUnavailable {
					t.Error(err)
				}
			})
		}
		pass(20 * time.Millisecond) // so that these come when c's are held
		for range 2 {
			under.Go(func() {
				if _, err := b.asks(t, crm.TaskGet, 1, ""); err != nil {
					t.Errorf("beside another region's: %v", err)
				}
			})
		}
		under.Wait()
		for range 4 { // one after the other, in less than the time that an answer is held
			if _, err := c.asks(t, crm.TaskGet, 1, ""); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A task that is longer than regions give each other is said to be.
func TestAsk_OfATaskThatIsTooLarge(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		a.has(1, strings.Repeat(" ", 64<<20+1))
		a.has(2, strings.Repeat(" ", 64<<20+1))
		for n, act := range []crm.TaskAct{1: crm.TaskGet, 2: crm.TaskCancel} {
			if n == 0 {
				continue
			}
			_, err := b.asks(t, act, n, "")
			if crm.CodeOf(err) != crm.CodeTooLarge || strings.Contains(err.Error(), "is done") == act.Reads() {
				t.Errorf("%s is answered %v", act, err)
			}
		}
	})
}

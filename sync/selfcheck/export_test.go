package selfcheck

import (
	"context"
	"time"

	"roomkey/crdt"
)

// Grow gives what a row of uses, a minute apart, has grown by at the end.
func Grow(uses []Use) (g Growth) {
	var kept growth
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for _, use := range uses {
		g = kept.add(at, use)
		at = at.Add(time.Minute)
	}
	return g
}

// Arrive gives the result of a check whose three edits came to the watcher in an order, and were saved.
func Arrive(order ...int) Result {
	t := newTrial(time.Now)
	for i := range 3 {
		t.made = append(t.made, madeEdit{hash: crdt.Hash{byte(i + 1)}, at: time.Now(), saved: 1})
	}
	for _, i := range order {
		t.seenLocked(crdt.Hash{byte(i + 1)})
	}
	return t.result(nil)
}

// Sighted is the text of the next edit of a region that has others.
func (c *Checker) Sighted(number int) string { return c.sighted(c.config.Now(), number) }

// Hear takes in the text of another region's edit, and returns half of the way there and back.
func (c *Checker) Hear(region, text string) time.Duration { return c.hear(region, text) }

// LastHeard is when an edit of another region came here last.
func (c *Checker) LastHeard(region string) time.Time { return c.lastHeard(region) }

// Listen opens what other regions edit.
func (c *Checker) Listen(ctx context.Context) { c.others.listen(ctx) }

// Wait waits until no socket is left. The context of all calls has to have ended.
func (c *Checker) Wait() { c.group.Wait() }

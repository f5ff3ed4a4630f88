package tasks_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire/wiretest"
)

// A region that could not even look does not answer for the one that has the task.
func TestAsk_IsNotAnsweredByARegionThatIsBroken(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, c *place) {
		n := 1
		for _, broken := range []error{errors.New("the disk is full"), crm.Errorf(crm.CodeUnavailable, "not now"),
			crm.Errorf(crm.CodeRateLimited, "not so much")} {
			c.set(func() { c.broken = broken })
			for range 8 { // either region may be the first to answer
				for _, act := range []crm.TaskAct{crm.TaskGet, crm.TaskCancel} {
					n++ // of which nobody knows yet where it is
					a.has(n, `{}`)
					if _, err := b.asks(t, act, n, ""); err != nil {
						t.Errorf("while c answers %v, %s: %v", broken, act, err)
					}
				}
			}
			_, err := b.asks(t, crm.TaskGet, 1, "")
			if crm.CodeOf(err) != crm.CodeUnavailable || !strings.Contains(err.Error(), "may be in region c") {
				t.Errorf("while c answers %v, a task of nobody: %v", broken, err)
			}
		}
	})
}

// Whoever may not see a task does not make a region forget it: its end is told all the same.
func TestAsk_BySomebodyWhoMayNotSeeTheTask(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, _ *place) {
		a.has(1, `{}`)
		a.happens(1, "progress", "at it")
		pass(time.Second)
		ben := &crm.TaskQuestion{Act: crm.TaskGet, Broker: broker, User: crm.ID{3}, Task: taskID(1)}
		if _, err := b.Ask(t.Context(), ben); crm.CodeOf(err) != crm.CodeNotFound {
			t.Fatal(err)
		}
		world.Cut("a", "b")
		a.happens(1, "completed", "")
		pass(time.Second)
		world.HealAll()
		pass(time.Minute)
		if b.saw(1) != "completed" {
			t.Errorf("a minute later, b saw %q", b.saw(1))
		}
	})
}

// What a region can't store of another one's news it asks for again: at once, and from time to time where a room is
// not known yet.
func TestTasks_ThatRoomsCouldNotBeToldOfAreAskedFor(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		for n, c := range []struct {
			why    error
			within time.Duration
		}{{errors.New("the disk is full"), 3 * time.Second}, {crm.ErrNotFound, time.Minute}} {
			a.happens(n, "progress", "at it")
			pass(time.Second)
			b.set(func() { b.full = c.why })
			a.happens(n, "completed", "")
			pass(2 * time.Second)
			b.set(func() { b.full = nil })
			pass(c.within)
			if b.saw(n) != "completed" {
				t.Errorf("after %v, b saw %q", c.why, b.saw(n))
			}
		}
	})
}

// The region that has a task answers when it has applied what the asking one has, or not at all: what was erased
// there, or who lost a right, is so here too.
func TestAsk_WaitsForWhatTheAskingRegionHasApplied(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		a.has(1, `{}`)
		b.set(func() { b.rows = 100 })
		a.set(func() { a.behind = 99 })
		for range 2 { // the second time it is known where the task is
			began := time.Now()
			_, err := b.asks(t, crm.TaskGet, 1, "")
			if took := time.Since(began); crm.CodeOf(err) != crm.CodeUnavailable || took > 2*time.Second {
				t.Errorf("a region that is behind answers after %s: %v", took, err)
			}
			a.happens(1, "progress", "at it")
			pass(time.Second)
		}
		for _, act := range []crm.TaskAct{crm.TaskGet, crm.TaskAccept} {
			a.set(func() { a.behind = 99 })
			time.AfterFunc(500*time.Millisecond, func() { a.set(func() { a.behind = 100 }) })
			began := time.Now()
			if _, err := b.asks(t, act, 1, ""); err != nil || time.Since(began) < 500*time.Millisecond {
				t.Errorf("%s after %s: %v", act, time.Since(began), err)
			}
		}
	})
}

// A region of the version before knows of no tasks elsewhere, and is not said to be silent.
func TestAsk_ARegionOfTheVersionBeforeIsNotSilent(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, _ *place) {
		a.has(1, `{}`)
		b.set(func() { b.older = "c" })
		world.Isolate("c")
		if _, err := b.asks(t, crm.TaskGet, 2, ""); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("a task of nobody: %v", err)
		}
		_, silent := b.AskEach(t.Context(), &crm.TaskQuestion{Act: crm.TaskList, Broker: broker, User: ann},
			map[string][]byte{"a": nil, "c": nil})
		if len(silent) > 0 {
			t.Errorf("silent are %v", silent)
		}
		world.HealAll()
		c := "c"
		b.Changed(c, false)
		b.Changed(c, true)
		pass(time.Second)
		b.set(func() { b.older = "" })
		b.Changed(c, true) // it is heard with its new version
		pass(2 * time.Second)
		if _, err := b.asks(t, crm.TaskGet, 1, ""); err != nil {
			t.Error(err)
		}
	})
}

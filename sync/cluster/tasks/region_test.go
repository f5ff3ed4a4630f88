package tasks_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// What happens to a task is told in all regions. What a region has missed it asks for, also the end of a task (R77).
func TestTasks_AreToldOfInOtherRegions(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, c *place) {
		a.happens(1, "started", "")
		a.happens(1, "progress", "Scored 3 leads")
		pass(100 * time.Millisecond)
		if b.saw(1) != "progress Scored 3 leads" || c.saw(1) != b.saw(1) || a.saw(1) != "" {
			t.Errorf("b saw %q, c %q, a %q", b.saw(1), c.saw(1), a.saw(1))
		}
		world.Cut("a", "b") // for a moment that nobody notices
		a.happens(1, "completed", "")
		pass(time.Second)
		world.HealAll()
		a.happens(2, "started", "")
		pass(time.Second)
		if b.saw(1) != "completed" || b.saw(2) != "started" {
			t.Errorf("b saw %q and %q", b.saw(1), b.saw(2))
		}
		world.Cut("a", "b")
		a.happens(2, "completed", "") // the last of what is told
		pass(time.Second)
		world.HealAll()
		pass(time.Minute)
		if b.saw(2) != "completed" {
			t.Errorf("a minute later, b saw %q", b.saw(2))
		}
	})
}

// While a task's region is silent, its rooms elsewhere are told so. When it is back, they are told how the task is,
// and nothing is told that came after that.
func TestTasks_WaitForARegionThatIsSilent(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, c *place) {
		for n := range 3 {
			a.happens(n, "progress", "at it")
		}
		a.happens(3, "review", "")
		pass(time.Second)
		world.Isolate("a")
		pass(6 * time.Second)
		b.Changed("a", false)
		c.Changed("a", false)
		a.happens(0, "completed", "")
		a.happens(1, "failed", "by a limit")
		pass(time.Second)
		for _, p := range []*place{b, c} {
			for n, want := range []string{0: "progress region a can't be reached now; the task goes on there",
				3: "review"} {
				if got := p.saw(n); want != "" && got != want {
					t.Errorf("of task %d was seen %q", n, got)
				}
			}
		}
		world.HealAll()
		b.Changed("a", true)
		pass(2 * time.Second)
		for n, want := range []string{"completed", "failed by a limit", "progress at it", "review"} {
			if got := b.saw(n); got != want {
				t.Errorf("healed, of task %d was seen %q", n, got)
			}
		}
	})
}

// More happens than can be sent. In the end it is known how the tasks are.
func TestTasks_ThatAreDroppedAreAskedFor(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		for n := range 1024 {
			a.happens(n, "started", "")
		}
		for n := range 3000 { // more than can be sent meanwhile
			a.happens(n%1024, "completed", "")
		}
		pass(time.Second)
		a.happens(2000, "started", "")
		pass(2 * time.Second)
		for n := range 1024 {
			if b.saw(n) == "started" {
				t.Fatalf("task %d seems to run", n)
			}
		}
	})
}

// An answer that says how a task was takes nothing back that was told meanwhile.
func TestTasks_AreNotToldOfTooLate(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		a.happens(1, "progress", "at it")
		pass(time.Second)
		a.mu.Lock()
		a.asked = func() { a.happens(1, "completed", "") }
		a.mu.Unlock()
		b.Changed("a", false)
		b.Changed("a", true)
		pass(3 * time.Second)
		if b.saw(1) != "completed" {
			t.Errorf("b saw %q", b.saw(1))
		}
	})
}

// A region that has just been started is told what runs, and what has ended a moment ago.
func TestTasks_AreToldOfToARegionThatStarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, names...)
		a := enter(t, world, "a", 1)
		defer a.stop()
		a.happens(1, "completed", "")
		a.happens(2, "progress", "at it")
		pass(time.Second)
		b := enter(t, world, "b", 2)
		defer b.stop()
		b.Changed("a", true)
		pass(2 * time.Second)
		if b.saw(1) != "completed" || b.saw(2) != "progress at it" {
			t.Errorf("b saw %q and %q", b.saw(1), b.saw(2))
		}
		a.happens(2, "completed", "")
		b.Changed("a", false)
		b.Changed("a", true)
		pass(2 * time.Second)
		if b.saw(2) != "completed" {
			t.Errorf("b saw %q", b.saw(2))
		}
	})
}

// Messages that are malformed, or of another brokerage than they say, tell nobody anything and are counted.
func TestTasks_RefuseWhatIsForged(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		id := taskID(1)
		news := crm.TaskNews{Task: id, Broker: broker, User: ann, Events: []crm.Event{{Room: crm.UserRoom(ann),
			Name: crm.EventTaskCompleted, Data: fmt.Appendf(nil, `{"task":"%s"}`, id)}}}
		payload := wire.EncodeTaskNews(&news, false)
		for i, forged := range [][]byte{payload[:9], append(payload, 0), nil} {
			if err := a.port.Publish(wire.TaskSubject(broker), wire.KindTask, broker, forged); err != nil {
				t.Fatal(i, err)
			}
		}
		other := crm.ID{7}
		if err := a.port.Publish(wire.TaskSubject(other), wire.KindTask, other, payload); err != nil {
			t.Fatal(err)
		}
		for _, subject := range []struct {
			name           string
			asks, answered wire.Kind
		}{{wire.TaskAskSubject("b"), wire.KindTaskAsk, wire.KindTaskAnswer},
			{wire.TaskRestSubject("b"), wire.KindTaskRest, wire.KindTaskPart},
			{wire.TaskNowSubject("b"), wire.KindTasksNow, wire.KindTasks}} {
			ctx, cancel := within(t, time.Second)
			_, err := a.port.Request(ctx, subject.name, subject.asks, broker, []byte{0xff}, subject.answered)
			cancel()
			if crm.CodeOf(err) != crm.CodeUnavailable {
				t.Errorf("%s answers %v", subject.name, err)
			}
		}
		// a body that unpacks to more than is let in, or to nothing
		q := crm.TaskQuestion{Act: crm.TaskGet, User: ann, Task: id}
		ctx, cancel := within(t, time.Second)
		defer cancel()
		_, err := a.port.Request(ctx, wire.TaskAskSubject("b"), wire.KindTaskAsk, broker,
			wire.EncodeTaskQuestion(&q, []byte("no flate")), wire.KindTaskAnswer)
		if crm.CodeOf(err) != crm.CodeUnavailable {
			t.Errorf("a body that is not packed is answered %v", err)
		}
		pass(time.Second)
		if b.saw(1) != "" || b.refused["payload"] != 8 {
			t.Errorf("b saw %q, and refused %v", b.saw(1), b.refused)
		}
	})
}

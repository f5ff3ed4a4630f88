package tasks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/tasks"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var (
	names  = []string{"a", "b", "c"}
	keys   = wire.NewKeys([]byte("a secret of the tests, of 32 bytes"))
	broker = crm.ID{0: 1, 6: 0x40, 8: 0x80}
	ann    = crm.ID{0: 2, 6: 0x40, 8: 0x80}
)

func taskID(n int) crm.ID { return crm.ID{0: 9, 1: byte(n), 2: byte(n >> 8), 6: 0x40, 8: 0x80} }

// place is a region with the tasks that it has.
type place struct {
	*tasks.Tasks
	port *wire.Port
	stop func()

	mu      sync.Mutex // guards what follows
	own     map[crm.ID]*crm.TaskNews
	acts    []string          // what was asked of it
	answers map[crm.ID][]byte // to questions
	told    map[crm.ID]string // the last event about each task of another region, and its message
	refused map[string]int
	broken  error  // what is answered to all questions
	behind  uint64 // the last entry that it has applied; 0: all
	rows    uint64 // … that it has applied, as it says
	full    error  // what rooms can't be told for
	older   string // a region that tells of no tasks
	asked   func() // called after how tasks are was looked up for another region, before it is answered
}

func (p *place) AnswerTask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	if string(q.Body) == "slow" {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return nil, p.broken
	}
	if q.User != ann && len(p.answers[q.Task]) > 0 {
		return nil, crm.Errorf(crm.CodeNotFound, "they may not see it")
	}
	if q.Act == crm.TaskList {
		return []byte(`"` + p.port.Region() + string(q.Body) + `"`), nil
	}
	answer := p.answers[q.Task]
	switch {
	case answer == nil || q.Broker != broker:
		return nil, crm.Errorf(crm.CodeNotFound, "there is no such task")
	case !q.Act.Reads():
		p.acts = append(p.acts, string(q.Act)+string(q.Body))
	}
	if string(answer) == "ended" {
		return nil, &crm.Error{Code: crm.CodeConflict, Field: "f", Message: "the task has ended"}
	}
	if q.Act == crm.TaskFind {
		answer = []byte(`{}`)
	}
	return answer, nil
}

func (p *place) TasksNow(_ context.Context, ids []crm.ID, lately bool) (list []crm.TaskNews, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if n := p.own[id]; n != nil {
			list = append(list, *n)
		}
	}
	if lately {
		for _, n := range p.own {
			list = append(list, *n)
		}
	}
	if p.asked != nil {
		go p.asked()
		p.mu.Unlock()
		time.Sleep(time.Second)
		p.mu.Lock()
	}
	return list, nil
}

func (p *place) TakeTaskNews(_ context.Context, news *crm.TaskNews) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full != nil {
		return p.full
	}
	for _, e := range news.Events {
		var data struct{ Message string }
		if err := json.Unmarshal(e.Data, &data); err != nil {
			return err
		}
		p.told[news.Task] = strings.TrimSpace(strings.TrimPrefix(e.Name, "ai:task:") + " " + data.Message)
	}
	return nil
}

// happens has something happen to a task of a region.
func (p *place) happens(n int, event, message string) {
	id := taskID(n)
	news := crm.TaskNews{Task: id, Broker: broker, User: ann, Events: []crm.Event{{Room: crm.UserRoom(ann),
		Name: "ai:task:" + event,
		Data: fmt.Appendf(nil, `{"task":"%s","percent":40,"step":"s","message":%q}`, id, message)}}}
	p.mu.Lock()
	p.own[id] = &news
	p.mu.Unlock()
	p.Tell(news)
}

func (p *place) saw(n int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.told[taskID(n)]
}

// has gives a region a task that answers.
func (p *place) has(n int, answer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[taskID(n)] = []byte(answer)
}

// asks asks the other regions about a task, and gives their answer or the error.
func (p *place) asks(t *testing.T, act crm.TaskAct, n int, body string) (string, error) {
	answer, err := p.Ask(t.Context(), &crm.TaskQuestion{Act: act, Broker: broker, User: ann, Task: taskID(n),
		Body: []byte(body)})
	return string(answer), err
}

// applied and await stand for the ledger.
func (p *place) applied(context.Context) (uint64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rows, nil
}

func (p *place) await(ctx context.Context, seq uint64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.behind != 0 && p.behind < seq {
		p.mu.Unlock()
		select {
		case <-ctx.Done():
			p.mu.Lock()
			return crm.Errorf(crm.CodeUnavailable, "is behind")
		case <-time.After(10 * time.Millisecond):
		}
		p.mu.Lock()
	}
	return nil
}

// set changes what a region is like.
func (p *place) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// enter starts a region.
func enter(t *testing.T, world *wiretest.World, name string, boot uint64) *place {
	t.Helper()
	p := &place{own: make(map[crm.ID]*crm.TaskNews), answers: make(map[crm.ID][]byte), told: make(map[crm.ID]string),
		refused: make(map[string]int)}
	p.port = wire.NewPort(wire.PortConfig{Network: world.Region(name), Region: name, Regions: names, Boot: boot,
		Keys: keys, Refused: func(reason string) { p.mu.Lock(); p.refused[reason]++; p.mu.Unlock() }})
	p.Tasks = tasks.New(tasks.Config{Port: p.port, Regions: names, Own: p, Rows: p.applied, Await: p.await,
		Older: func(region string) bool { p.mu.Lock(); defer p.mu.Unlock(); return region == p.older }})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	p.stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return p
}

// inRegions runs a test with three regions in a bubble, which hear each other.
func inRegions(t *testing.T, test func(t *testing.T, world *wiretest.World, a, b, c *place)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, names...)
		world.Delay(40 * time.Millisecond)
		var places []*place
		for i, name := range names {
			p := enter(t, world, name, uint64(i)+1)
			defer p.stop()
			places = append(places, p)
		}
		for _, p := range places {
			for _, name := range names {
				p.Changed(name, true)
			}
		}
		pass(time.Second)
		test(t, world, places[0], places[1], places[2])
	})
}

func within(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

// pass lets a bubble's time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// Whoever asks in a region that does not have a task gets the answer of the one that has it, its errors too, and what
// changes something is done once (T32).
func TestAsk_IsAnsweredByTheRegionThatHasTheTask(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, c *place) {
		a.has(1, `{"id":"1"}`)
		c.has(2, "ended")
		for range 2 { // the second time it is known where the task is
			if got, err := b.asks(t, crm.TaskGet, 1, ""); err != nil || got != `{"id":"1"}` {
				t.Errorf("get: %q, %v", got, err)
			}
		}
		if got, err := c.asks(t, crm.TaskAccept, 1, `{"changes":[]}`); err != nil || got != `{"id":"1"}` {
			t.Errorf("accept: %q, %v", got, err)
		}
		if len(a.acts) != 1 || a.acts[0] != `accept{"changes":[]}` || len(b.acts) > 0 {
			t.Errorf("a did %q, b %q", a.acts, b.acts)
		}
		_, err := b.asks(t, crm.TaskCancel, 2, "")
		if crm.CodeOf(err) != crm.CodeConflict || !strings.Contains(err.Error(), "has ended") {
			t.Errorf("cancel of what has ended: %v", err)
		}
		if _, err := b.asks(t, crm.TaskGet, 3, ""); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("a task that nobody has: %v", err)
		}
		other := &crm.TaskQuestion{Act: crm.TaskGet, Broker: crm.ID{7}, User: ann, Task: taskID(1)}
		if _, err := b.Ask(t.Context(), other); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("another brokerage's: %v", err)
		}
		lists, silent := a.AskEach(t.Context(), &crm.TaskQuestion{Act: crm.TaskList, Broker: broker, User: ann},
			map[string][]byte{"b": []byte("1"), "c": []byte("2")})
		if string(lists["b"]) != `"b1"` || string(lists["c"]) != `"c2"` || len(silent) > 0 {
			t.Errorf("the lists are %q, silent are %v", lists, silent)
		}
	})
}

// An answer may be longer than a message.
func TestAsk_GetsLongAnswersInParts(t *testing.T) {
	inRegions(t, func(t *testing.T, _ *wiretest.World, a, b, _ *place) {
		chance := rand.New(rand.NewPCG(1, 2))
		long := make([]byte, 1200<<10)
		for i := range long { // as little as base 64 can be packed
			long[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[chance.IntN(64)]
		}
		a.has(1, string(long))
		if got, err := b.asks(t, crm.TaskGet, 1, ""); err != nil || got != string(long) {
			t.Errorf("%d of %d bytes, %v", len(got), len(long), err)
		}
	})
}

// While the region of a task can't be reached, it is named, and nobody says that there is no such task.
func TestAsk_NamesTheRegionThatIsSilent(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, c *place) {
		a.has(1, `{}`)
		a.has(2, `{}`)
		if _, err := b.asks(t, crm.TaskGet, 1, ""); err != nil {
			t.Fatal(err)
		}
		a.happens(2, "started", "")
		pass(time.Second)
		world.Isolate("a")
		began := time.Now()
		for _, ask := range []struct {
			of   *place
			act  crm.TaskAct
			n    int
			says string
		}{{b, crm.TaskGet, 1, "is in region a, which can't be reached"},
			{c, crm.TaskGet, 2, "is in region a, which can't be reached"},
			{b, crm.TaskCancel, 1, "look at the task before you try again"},
			{b, crm.TaskGet, 3, "may be in region a, which"}} {
			_, err := ask.of.asks(t, ask.act, ask.n, "")
			if crm.CodeOf(err) != crm.CodeUnavailable || !strings.Contains(err.Error(), ask.says) {
				t.Errorf("%s of %d: %v", ask.act, ask.n, err)
			}
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("the answers took %s", took)
		}
		other := &crm.TaskQuestion{Act: crm.TaskGet, Broker: crm.ID{7}, User: ann, Task: taskID(2)}
		if _, err := b.Ask(t.Context(), other); !strings.Contains(err.Error(), "may be in region a") {
			t.Errorf("another brokerage's user learns of it: %v", err)
		}
		_, silent := b.AskEach(t.Context(), &crm.TaskQuestion{Act: crm.TaskList, Broker: broker, User: ann},
			map[string][]byte{"a": nil, "c": nil})
		if len(silent) != 1 || silent[0] != "a" {
			t.Errorf("silent are %v", silent)
		}
		world.HealAll()
		if _, err := b.asks(t, crm.TaskGet, 1, ""); err != nil {
			t.Errorf("healed: %v", err)
		}
	})
}

// A decision may take long, but not longer than its region is heard.
func TestAsk_EndsWhenTheRegionIsSilent(t *testing.T) {
	inRegions(t, func(t *testing.T, world *wiretest.World, a, b, _ *place) {
		for n := range 2 {
			a.has(n+1, `{}`)
			if _, err := b.asks(t, crm.TaskGet, n+1, ""); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		time.AfterFunc(time.Second, func() { world.Isolate("a") })
		time.AfterFunc(6*time.Second, func() { b.Changed("a", false) })
		_, err := b.asks(t, crm.TaskAccept, 1, "slow")
		if took := time.Since(began); crm.CodeOf(err) != crm.CodeUnavailable || took < 5*time.Second ||
			took > 7*time.Second {
			t.Errorf("after %s: %v", took, err)
		}
		world.HealAll()
		b.Changed("a", true)
		began = time.Now()
		_, err = b.asks(t, crm.TaskAccept, 2, "slow") // the first one goes on there
		if took := time.Since(began); crm.CodeOf(err) != crm.CodeUnavailable || took > 26*time.Second ||
			!strings.Contains(err.Error(), "still waits") {
			t.Errorf("what takes too long is answered after %s: %v", took, err)
		}
	})
}

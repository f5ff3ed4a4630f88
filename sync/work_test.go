package sync_test

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// waitingRoom is work that one user may not begin yet.
type waitingRoom struct {
	user  crm.ID
	comes chan struct{} // holds one for each time that the user has come
	may   chan struct{} // closed when the user may work
	ended chan struct{}
	left  chan struct{} // holds one for each time that the user waits no longer
}

func newWaitingRoom(user *crm.User) *waitingRoom {
	return &waitingRoom{user: user.ID, comes: make(chan struct{}, 100), may: make(chan struct{}),
		ended: make(chan struct{}, 100), left: make(chan struct{}, 100)}
}

func (w *waitingRoom) Over(user *crm.User) bool { return user.ID == w.user }

func (w *waitingRoom) Begin(ctx context.Context, _ *crm.User) (live.Place, error) {
	w.comes <- struct{}{}
	select {
	case <-w.may:
		return w, nil
	case <-ctx.Done():
		w.left <- struct{}{}
		return nil, ctx.Err()
	}
}

func (w *waitingRoom) Return(context.Context) error { return nil }
func (w *waitingRoom) Leave()                       { w.ended <- struct{}{} }

func (w *waitingRoom) Charge(*crm.User, time.Duration) {}

// Whoever is beyond the budget waits before the record's turn: everybody else who edits the same record goes on.
func TestHub_WhoeverIsBeyondTheBudgetWaitsAlone(t *testing.T) {
	hub := openHub(t)
	room := newWaitingRoom(&mate)
	rec := hub.newLead("Ann")
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: room})
	honest, greedy := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	honest.untilField("name", `"Ann"`)
	<-room.comes // its first message
	rest := make(chan error, 1)
	go func() {
		_, err := hub.Patch(hub.ctx, &mate, rec.ID, realtime.Patch{Fields: fieldsOf("email", "late@example.test")})
		rest <- err
	}()
	<-room.comes
	for _, detail := range []string{"1", "2", "3"} {
		honest.untilSaved(honest.set("sourceDetail", detail))
		hub.patch(&lead, rec.ID, "name", "Ann "+detail)
	}
	close(room.may)
	greedy.untilField("sourceDetail", `"3"`)
	greedy.untilSaved(greedy.set("name", "Eve"))
	if err := <-rest; err != nil {
		t.Error(err)
	}
	honest.untilField("name", `"Eve"`)
	honest.untilField("email", `"late@example.test"`)
	for len(room.comes) > 0 {
		<-room.comes
		<-room.ended
	}
}

// A socket that ends while its user waits leaves nothing behind, and nor does the server's end.
func TestHub_WhoeverWaitsMayLeave(t *testing.T) {
	hub := openHub(t)
	room := newWaitingRoom(&mate)
	rec := hub.newLead("Ann")
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: room})
	gone, stays := hub.open(&mate, rec.ID), hub.open(&mate, rec.ID)
	<-room.comes
	<-room.comes
	gone.disconnect()
	<-room.left
	if len(room.left) != 0 {
		t.Error("the other socket's message is dropped too")
	}
	hub.close() // does not wait for it
	<-room.left
	stays.disconnect()
}

// Whoever is beyond the budget has no record read into memory before their turn, however many they open.
func TestHub_WhoeverWaitsHasNothingReadMeanwhile(t *testing.T) {
	hub := openHub(t)
	room, reads := newWaitingRoom(&mate), &countedReads{testStorage: hub.storage}
	rec := hub.newLead("Ann")
	hub.Hub = realtime.New(realtime.Config{Storage: reads, Engine: engines, Work: room})
	waits := hub.open(&mate, rec.ID)
	<-room.comes
	waits.disconnect()
	<-room.left
	hub.close() // waits for all turns
	if n := reads.changes.Load(); n != 0 {
		t.Errorf("%d documents were read", n)
	}
}

// ledger is work that notes what becomes of places, and keeps nobody waiting.
type ledger struct{ calls chan string }

func (l *ledger) Over(*crm.User) bool { return true }

func (l *ledger) Begin(context.Context, *crm.User) (live.Place, error) {
	l.calls <- "begin"
	return l, nil
}

func (l *ledger) Return(context.Context) error {
	l.calls <- "return"
	return nil
}

func (l *ledger) Leave() { l.calls <- "leave" }

func (l *ledger) Charge(*crm.User, time.Duration) {}

// A message that comes at the moment in which the one before is finished gets a place of its own: that of the last one
// is left, once.
func TestLink_APlaceIsLeftBeforeTheNextMessageMayCome(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	work := &ledger{make(chan string, 100)}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: work})
	d := hub.open(&mate, rec.ID)
	d.untilField("name", `"Ann"`)
	first, second := d.change(d.text("sourceDetail", "1")), d.change(d.text("sourceDetail", "2"))
	next := make(chan string, 1)
	d.post(first, func(error) { // in the turn that has received it
		for len(work.calls) > 0 {
			<-work.calls
		}
		d.post(second, nil)
		next <- <-work.calls
	})
	if call := <-next; call != "begin" {
		t.Errorf("the next message comes in by %q", call)
	}
	d.untilSaved(second.Hash)
}

// bill is work that charges and keeps nobody waiting.
type bill struct{ cost atomic.Int64 }

func (b *bill) Over(*crm.User) bool { return false }

func (b *bill) Begin(context.Context, *crm.User) (live.Place, error) { return b, nil }
func (b *bill) Return(context.Context) error                         { return nil }
func (b *bill) Leave()                                               {}

func (b *bill) Charge(_ *crm.User, cost time.Duration) { b.cost.Add(int64(cost)) }

// Whoever has the server read a long document again pays for its length: by a change after an old state, which is
// judged by that state, and by one that is taken back.
func TestHub_WhoeverHasADocumentReadAgainPaysForIt(t *testing.T) {
	for name, write := range map[string]func(d *device) (deps []crdt.Hash, ops []crdt.Op){
		"an old state": func(d *device) ([]crdt.Hash, []crdt.Op) {
			return d.graph.Hashes()[:1], []crdt.Op{{Key: "name", Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString}}}
		},
		"no such client": func(d *device) ([]crdt.Hash, []crdt.Op) {
			return d.graph.Heads(), []crdt.Op{d.text("client", id(99).String())}
		},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec := hub.newLead("Ann")
			long := strings.Repeat("x", 20_000)
			hub.patch(&agent, rec.ID, "briefing", long)
			var paid bill
			hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: &paid})
			d := hub.open(&agent, rec.ID)
			d.untilField("briefing", `"`+long+`"`)
			before := paid.cost.Load()
			deps, ops := write(d)
			h := d.changeAfter(deps, ops...).Hash
			d.say()
			d.until("an end", func() bool { return d.saved[h] || d.rejected[h] != nil })
			d.disconnect()
			d.connect(hub)
			d.until("the record", func() bool { return d.link.Record() == rec.ID })
			if cost := time.Duration(paid.cost.Load() - before); cost < 40*time.Millisecond {
				t.Errorf("it has cost %v", cost)
			}
		})
	}
}

// Whoever opens a long document that was not in memory, edits it, or asks for its past pays for having it read.
func TestHub_WhoeverHasALongDocumentLoadedPaysForIt(t *testing.T) {
	for name, use := range map[string]func(h *testHub, rec *crm.Record){
		"by socket": func(h *testHub, rec *crm.Record) {
			h.open(&agent, rec.ID).untilField("name", `"Ann"`)
		},
		"an edit": func(h *testHub, rec *crm.Record) { h.patch(&agent, rec.ID, "name", "Eve") },
		"its past": func(h *testHub, rec *crm.Record) {
			if _, err := h.At(h.ctx, &agent, rec.ID, rec.Heads); err != nil {
				h.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec := hub.patch(&agent, hub.newLead("Ann").ID, "briefing", strings.Repeat("x", 20_000))
			var paid bill
			hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: &paid})
			use(hub, rec)
			if cost := time.Duration(paid.cost.Load()); cost < 40*time.Millisecond {
				t.Errorf("it has cost %v", cost)
			}
		})
	}
}

// bills is work that charges each user apart, and keeps nobody waiting.
type bills struct {
	bill
	agent, mate atomic.Int64
}

func (b *bills) Charge(user *crm.User, cost time.Duration) {
	switch user.ID {
	case agent.ID:
		b.agent.Add(int64(cost))
	case mate.ID:
		b.mate.Add(int64(cost))
	}
}

// Whoever opens a long document pays for it, and not whoever uses it next: also if the other one says nothing.
func TestHub_WhoeverUsesADocumentDoesNotPayForWhoeverOpenedIt(t *testing.T) {
	hub := openHub(t)
	rec := hub.patch(&agent, hub.newLead("Ann").ID, "briefing", strings.Repeat("x", 20_000))
	var paid bills
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: &paid})
	silent := newDevice(t, &mate, rec.ID)
	silent.listen(hub.Hub)
	hub.patch(&agent, rec.ID, "name", "Eve")
	if cost := time.Duration(paid.mate.Load()); cost < 40*time.Millisecond {
		t.Errorf("to open it has cost %v", cost)
	}
	if cost := time.Duration(paid.agent.Load()); cost > 20*time.Millisecond {
		t.Errorf("the other's edit has cost %v", cost)
	}
}

// A long private document that was not in memory is paid for as the other half is.
func TestHub_WhoeverHasALongPrivateDocumentLoadedPaysForIt(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	const changes = 2_000
	writes := hub.open(&agent, crm.PrivateID(rec.ID))
	writes.until("the document", func() bool { return writes.graph.Len() > 0 })
	for range changes {
		writes.change(writes.text("AccessCode", "5"))
	}
	writes.say()
	writes.untilSaved(writes.graph.Heads()[0])
	var paid bill
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: &paid})
	d := newDevice(t, &agent, crm.PrivateID(rec.ID))
	d.listen(hub.Hub)
	hub.close() // waits for all turns
	if cost := time.Duration(paid.cost.Load()); cost < changes*2*time.Microsecond {
		t.Errorf("it has cost %v", cost)
	}
}

// Whoever leaves while a long text is written has the document read again, and pays for that.
func TestPatch_WhoeverHasATextTakenBackPaysForIt(t *testing.T) {
	engine := &leaving{Engine: engines}
	hub := openHubOn(t, storetest.Dir(t), engine)
	rec := hub.patch(&agent, hub.newListing().ID, "PublicRemarks", strings.Repeat("x", 20_000))
	var paid bills
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine, Work: &paid})
	hub.patch(&agent, rec.ID, "City", "Porto")
	before := paid.agent.Load()
	ctx, leave := context.WithCancel(t.Context())
	engine.leave = leave
	_, err := hub.Patch(ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("PrivateRemarks", strings.Repeat("and so on ", 3_000))})
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("it was answered %v", err)
	}
	engine.leave = nil
	hub.patch(&mate, rec.ID, "City", "Braga") // a turn later
	if cost := time.Duration(paid.agent.Load() - before); cost < 40*time.Millisecond {
		t.Errorf("it has cost %v", cost)
	}
	if cost := time.Duration(paid.mate.Load()); cost > 20*time.Millisecond {
		t.Errorf("the other's edit has cost %v", cost)
	}
}

// countedReads counts how often documents and their changes are read.
type countedReads struct {
	*testStorage
	changes atomic.Int64
}

func (s *countedReads) ChangeData(ctx context.Context, doc crm.ID, hashes []crm.Hash) ([][]byte, error) {
	s.changes.Add(1)
	return s.testStorage.ChangeData(ctx, doc, hashes)
}

func (s *countedReads) Document(ctx context.Context, doc crm.ID) (*crm.Stored, error) {
	s.changes.Add(1)
	return s.testStorage.Document(ctx, doc)
}

// A message of a few bytes may ask for a long document again and again: it is read, and deflated, for the first answer.
func TestHub_AnswersThatAreTheSameAreReadOnce(t *testing.T) {
	hub := openHub(t)
	rec := hub.patch(&agent, hub.newLead("Ann").ID, "briefing", strings.Repeat("a long text ", 3_000))
	reads, paid := &countedReads{testStorage: hub.storage}, bill{}
	hub.Hub = realtime.New(realtime.Config{Storage: reads, Engine: engines, Work: &paid})
	open := func() { hub.open(&mate, rec.ID).untilField("name", `"Ann"`) }
	open()
	before, cost := reads.changes.Load(), paid.cost.Load()
	for range 10 {
		open()
	}
	if now := reads.changes.Load(); now != before {
		t.Errorf("ten more devices have the document read %d times", now-before)
	}
	if more := time.Duration(paid.cost.Load() - cost); more > time.Millisecond {
		t.Errorf("ten more devices have cost %v", more)
	}
}

// A long offline spell of changes that must be put right, made beside an edit of somebody else, takes time in
// proportion to its length: what its author had not seen is found once, and not for each change.
func TestHub_ALongSpellIsJudgedAsOne(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	var paid bill
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: &paid})
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	a.untilSaved(a.set("source", "web"))
	a.disconnect()
	var bad *crdt.Change
	for i := range 1500 {
		bad = a.change(a.text("nickname", strconv.Itoa(i)))
	}
	hub.patch(&mate, rec.ID, "sourceDetail", "5")
	a.connect(hub)
	a.untilRepaired(bad.Hash)
	if cost := time.Duration(paid.cost.Load()); cost > 150*time.Millisecond {
		t.Errorf("the spell has cost %v", cost)
	} else {
		t.Log(cost)
	}
}

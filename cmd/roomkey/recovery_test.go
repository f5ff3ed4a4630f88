package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/bench/client"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// attendee is a client in one room, which keeps what it was told there.
type attendee struct {
	*client.Client
	t    testing.TB
	room crm.Room

	mu     sync.Mutex
	joined *client.Frame  // the last answer to a join; guarded by mu
	events []client.Frame // recovered ones and live ones, in the order in which they came; guarded by mu
	errors []client.Frame // about this room; guarded by mu
}

// attend joins a room, from a position where epoch isn't "", and waits for the answer.
func (s *server) attend(token string, room crm.Room, epoch string, offset uint64) *attendee {
	s.t.Helper()
	a := &attendee{t: s.t, room: room}
	a.Client = s.dial(token, client.Options{OnFrame: a.take})
	if err := a.Join(room, epoch, offset); err != nil {
		s.t.Fatal(err)
	}
	a.until("it is told where the room stands", func() bool { return a.joined != nil || len(a.errors) > 0 })
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.joined == nil {
		s.t.Fatalf("the join of %s is refused: %s", room, a.errors[0].Message)
	}
	return a
}

func (a *attendee) take(f client.Frame) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case f.Room != string(a.room):
	case f.Type == "room:joined":
		a.joined = &f
		a.events = append(a.events, f.Events...)
	case f.Type == "event" && f.Offset > 0: // presence has no offset
		a.events = append(a.events, f)
	case f.Type == "error":
		a.errors = append(a.errors, f)
	}
}

// until waits; ok is called with mu held.
func (a *attendee) until(about string, ok func() bool) {
	a.t.Helper()
	err := a.Wait(within(a.t, 60*time.Second), func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return ok()
	})
	if err != nil {
		a.t.Fatalf("%s: in vain: %v", about, err)
	}
}

// position is where the attendee stands.
func (a *attendee) position() (epoch string, offset uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.joined.Epoch, a.offsetLocked()
}

func (a *attendee) offsetLocked() uint64 {
	if n := len(a.events); n > 0 {
		return a.events[n-1].Offset
	}
	return a.joined.Offset
}

// reaches waits until the attendee was told of the event with this offset.
func (a *attendee) reaches(offset uint64) {
	a.t.Helper()
	a.until(fmt.Sprintf("event %d of %s", offset, a.room), func() bool { return a.offsetLocked() >= offset })
}

// log is what the attendee was told, one line an event.
func (a *attendee) log() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return linesOf(a.events)
}

func linesOf(events []client.Frame) []string {
	lines := make([]string, len(events))
	for i, e := range events {
		data, err := cbor.Diagnose(e.Data)
		if err != nil {
			data = err.Error()
		}
		lines[i] = fmt.Sprintf("%d %s %s", e.Offset, e.Name, data)
	}
	return lines
}

// contiguous fails the test where offsets have gaps or come twice.
func (a *attendee) contiguous() {
	a.t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := 1; i < len(a.events); i++ {
		if a.events[i].Offset != a.events[i-1].Offset+1 {
			a.t.Errorf("%s: event %d follows event %d", a.room, a.events[i].Offset, a.events[i-1].Offset)
		}
	}
}

func TestRecovery_TellsExactlyWhatWasMissedWhileOthersEdit(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "20")
	room, chance := crm.TeamRoom(demo.Harbor.ID), seeded(t)
	token := s.personal(demo.Viewer.Email)
	witness := s.attend(token, room, "", 0)
	epoch, at := witness.position()
	start := at
	records := s.shared("listings", 3)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 3, 2, false)
	var told []string
	for range 25 {
		_, now := witness.position()
		witness.reaches(now + uint64(chance.IntN(12)))
		flaky := s.attend(token, room, epoch, at)
		flaky.mu.Lock()
		if !flaky.joined.Recovered || flaky.joined.Epoch != epoch {
			t.Fatalf("from %d: recovered %v, epoch %s", at, flaky.joined.Recovered, flaky.joined.Epoch)
		}
		flaky.mu.Unlock()
		flaky.reaches(at + uint64(chance.IntN(12)))
		flaky.Close()
		_, at = flaky.position()
		flaky.contiguous()
		told = append(told, flaky.log()...)
	}
	close(load.calm)
	load.stop()
	s.patch(records[0].ID, "OriginalListPrice", 99_000_000)
	last := s.attend(token, room, "", 0)
	_, end := last.position()
	witness.reaches(end)
	flaky := s.attend(token, room, epoch, at)
	flaky.reaches(end)
	told = append(told, flaky.log()...)
	witness.contiguous()
	if saw := witness.log(); !slices.Equal(saw, told) {
		t.Errorf("who stayed from %d was told %d events, who came back %d", start, len(saw), len(told))
		for i := range min(len(saw), len(told)) {
			if saw[i] != told[i] {
				t.Fatalf("first difference:\n%s\n%s", saw[i], told[i])
			}
		}
	}
	t.Logf("%d events", len(told))
}

// patch sets one field of a listing as the broker.
func (s *server) patch(id, field string, value any) {
	s.t.Helper()
	if status, body := s.call(s.login(demo.Broker.Email), "PATCH", "/listings/"+id, map[string]any{"fields": map[string]any{field: value}}); status != 200 {
		s.t.Fatalf("patch %s: %d %s", field, status, body)
	}
}

func TestRecovery_SaysSoWhereItCannot(t *testing.T) {
	s := serveDemo(t)
	room, token := crm.TeamRoom(demo.Harbor.ID), s.personal(demo.Agent1.Email)
	records := s.shared("listings", 250)
	for i := range 3 {
		s.patch(records[i].ID, "ListPrice", 70_000_000+i)
	}
	first := s.attend(token, room, "", 0)
	epoch, offset := first.position()
	first.Close()
	if offset < 3 {
		t.Fatalf("the room stands at %d", offset)
	}
	expect := func(name, epoch string, offset uint64, recovered bool, events int) {
		t.Helper()
		a := s.attend(token, room, epoch, offset)
		defer a.Close()
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.joined.Recovered != recovered || len(a.joined.Events) != events {
			t.Errorf("%s: recovered %v with %d events, not %v with %d", name, a.joined.Recovered, len(a.joined.Events), recovered, events)
		}
	}
	expect("the present", epoch, offset, true, 0)
	expect("two events ago", epoch, offset-2, true, 2)
	expect("an unknown epoch", "another", offset, false, 0)
	expect("the future", epoch, offset+1, false, 0)
	expect("no position", "", 0, false, 0)
	s.restart()
	expect("after the plug was pulled", epoch, offset-2, true, 2)
	ids := make([]string, len(records))
	for i := range records {
		ids[i] = records[i].ID
	}
	for i := range 5 { // 1,250 events, more than a room keeps
		body := map[string]any{"type": "listing", "ids": ids, "patch": map[string]any{"fields": map[string]any{"OriginalListPrice": 80_000_000 + i}}}
		if status, answer := s.call(s.login(demo.Broker.Email), "POST", "/bulk", body); status != 200 {
			t.Fatalf("bulk: %d %s", status, answer)
		}
	}
	expect("too long ago", epoch, offset, false, 0)
	now := s.attend(token, room, "", 0)
	if nowEpoch, end := now.position(); nowEpoch != epoch || end < offset+1000 {
		t.Errorf("the room stands at %s %d, was %s %d", nowEpoch, end, epoch, offset)
	} else {
		expect("a thousand events ago", epoch, end-1000, true, 1000)
	}
}

func TestRecovery_ARecordThatIsLostIsAnnouncedAndItsRoomLeft(t *testing.T) {
	s := serveDemo(t)
	made := s.makeListing(s.login(demo.Agent1.Email), crm.VisibilityTeam)
	id := made.id(t)
	token := s.personal(demo.Agent2.Email)
	own := s.attend(token, crm.UserRoom(demo.Agent2.ID), "", 0)
	inside := s.attend(token, crm.RecordRoom(id), "", 0)
	epoch, offset := inside.position()
	if status, body := s.call(s.login(demo.Agent1.Email), "POST", "/listings/"+made.ID+"/transfer", map[string]any{"visibility": "private"}); status != 200 {
		t.Fatalf("transfer: %d %s", status, body)
	}
	own.until("the loss is announced", func() bool {
		for _, e := range own.events {
			var data struct {
				Gone []string `cbor:"gone"`
			}
			if e.Name == crm.EventAccessChanged && cbor.Unmarshal(e.Data, &data) == nil && slices.Contains(data.Gone, made.ID) {
				return true
			}
		}
		return false
	})
	inside.until("it is taken out of the record's room", func() bool { return len(inside.errors) > 0 })
	inside.mu.Lock()
	before := len(inside.events)
	inside.mu.Unlock()
	if status, body := s.call(s.login(demo.Agent1.Email), "PATCH", "/listings/"+made.ID, map[string]any{"fields": map[string]any{"City": "Galt"}}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	owner := s.attend(s.personal(demo.Agent1.Email), crm.RecordRoom(id), "", 0)
	if _, now := owner.position(); now <= offset {
		t.Errorf("the record's room stands at %d, was %d", now, offset)
	}
	// A later answer on the same socket shows that nothing came before it.
	_ = inside.Join(crm.UserRoom(demo.Agent2.ID), "", 0)
	if err := inside.Join(crm.RecordRoom(id), epoch, offset); err != nil {
		t.Fatal(err)
	}
	inside.until("it may not join again", func() bool { return len(inside.errors) > 1 })
	inside.mu.Lock()
	defer inside.mu.Unlock()
	if len(inside.events) != before {
		t.Errorf("told of the lost record: %v", linesOf(inside.events[before:]))
	}
}

func TestRecovery_PrivateFieldsTravelOnlyToRoomsOfUsersWhoMayReadThem(t *testing.T) {
	s := serveDemo(t)
	made := s.makeListing(s.login(demo.Agent1.Email), crm.VisibilityTeam)
	type seat struct {
		*attendee
		may bool
	}
	var seats []seat
	take := func(user *crm.User, room crm.Room, may bool) {
		seats = append(seats, seat{s.attend(s.personal(user.Email), room, "", 0), may})
	}
	take(&demo.Agent1, crm.UserRoom(demo.Agent1.ID), true)
	take(&demo.Broker, crm.UserRoom(demo.Broker.ID), true)
	take(&demo.Agent2, crm.UserRoom(demo.Agent2.ID), false)
	take(&demo.Agent2, crm.TeamRoom(demo.Harbor.ID), false)
	take(&demo.Agent1, crm.TeamRoom(demo.Harbor.ID), false) // even the owner: the room is others' too
	take(&demo.Agent2, crm.RecordRoom(made.id(t)), false)
	take(&demo.Lead, crm.BrokerRoom(demo.DemoRealty), false)
	secret := canary + "-recovery"
	if status, body := s.call(s.login(demo.Agent1.Email), "PATCH", "/listings/"+made.ID, map[string]any{
		"private": map[string]any{"AccessCode": secret}, "fields": map[string]any{"City": "Elk Grove"},
	}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	holds := func(a *attendee, text string) bool {
		return slices.ContainsFunc(linesOf(a.events), func(line string) bool { return strings.Contains(line, text) })
	}
	for _, seat := range seats {
		if seat.may {
			seat.until("the private change is told in "+string(seat.room), func() bool { return holds(seat.attendee, secret) })
		}
	}
	seats[3].until("the team hears of the shared change", func() bool { return holds(seats[3].attendee, "Elk Grove") })
	for _, seat := range seats {
		if !seat.may { // a later answer on the same socket: what was to come before it has come
			seat.mu.Lock()
			first := seat.joined
			seat.mu.Unlock()
			if err := seat.Join(seat.room, "", 0); err != nil {
				t.Fatal(err)
			}
			seat.until("its socket answers", func() bool { return seat.joined != first })
		}
		seat.mu.Lock()
		if !seat.may && holds(seat.attendee, secret) {
			t.Errorf("the private value is told in %s", seat.room)
		}
		seat.mu.Unlock()
		seat.contiguous()
	}
}

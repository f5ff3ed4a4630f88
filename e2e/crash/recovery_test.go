package crash_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

func TestRecovery_TellsExactlyWhatWasMissedWhileOthersEdit(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "20")
	room, chance := crm.TeamRoom(demo.Harbor.ID), roomkeytest.Seeded(t)
	token := s.Personal(demo.Viewer.Email)
	witness := s.Listen(token, room, "", 0)
	epoch, at := witness.Position()
	start := at
	records := s.Shared("listings", 3)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 3, 2, false)
	var told []string
	for range 25 {
		_, now := witness.Position()
		witness.Reaches(now + uint64(chance.IntN(12)))
		flaky := s.Listen(token, room, epoch, at)
		flaky.Lock()
		if !flaky.Joined.Recovered || flaky.Joined.Epoch != epoch {
			t.Fatalf("from %d: recovered %v, epoch %s", at, flaky.Joined.Recovered, flaky.Joined.Epoch)
		}
		flaky.Unlock()
		flaky.Reaches(at + uint64(chance.IntN(12)))
		flaky.Close()
		_, at = flaky.Position()
		flaky.Contiguous()
		told = append(told, flaky.Log()...)
	}
	close(load.endEdits)
	load.stop()
	s.patch(records[0].ID, "OriginalListPrice", 99_000_000)
	last := s.Listen(token, room, "", 0)
	_, end := last.Position()
	witness.Reaches(end)
	flaky := s.Listen(token, room, epoch, at)
	flaky.Reaches(end)
	told = append(told, flaky.Log()...)
	witness.Contiguous()
	if saw := witness.Log(); !slices.Equal(saw, told) {
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
	s.T.Helper()
	if status, body := s.Call(s.Personal(demo.Broker.Email), "PATCH", "/listings/"+id,
		map[string]any{"fields": map[string]any{field: value}}); status != 200 {
		s.T.Fatalf("patch %s: %d %s", field, status, body)
	}
}

func TestRecovery_SaysSoWhereItCannot(t *testing.T) {
	t.Parallel()
	s := serve(t)
	room, token := crm.TeamRoom(demo.Harbor.ID), s.Personal(demo.Agent1.Email)
	records := s.Shared("listings", 250)
	for i := range 3 {
		s.patch(records[i].ID, "ListPrice", 70_000_000+i)
	}
	first := s.Listen(token, room, "", 0)
	epoch, offset := first.Position()
	first.Close()
	if offset < 3 {
		t.Fatalf("the room stands at %d", offset)
	}
	expect := func(name, epoch string, offset uint64, recovered bool, events int) {
		t.Helper()
		a := s.Listen(token, room, epoch, offset)
		defer a.Close()
		a.Lock()
		defer a.Unlock()
		if a.Joined.Recovered != recovered || len(a.Joined.Events) != events {
			t.Errorf("%s: recovered %v with %d events, not %v with %d", name, a.Joined.Recovered, len(a.Joined.Events),
				recovered, events)
		}
	}
	expect("the present", epoch, offset, true, 0)
	expect("two events ago", epoch, offset-2, true, 2)
	expect("an unknown epoch", "another", offset, false, 0)
	expect("the future", epoch, offset+1, false, 0)
	expect("no position", "", 0, false, 0)
	s.Restart()
	expect("after the plug was pulled", epoch, offset-2, true, 2)
	ids := make([]string, len(records))
	for i := range records {
		ids[i] = records[i].ID
	}
	for i := range 5 { // 1,250 events, more than a room keeps
		body := map[string]any{"type": "listing", "ids": ids,
			"patch": map[string]any{"fields": map[string]any{"OriginalListPrice": 80_000_000 + i}}}
		if status, answer := s.Call(s.Personal(demo.Broker.Email), "POST", "/bulk", body); status != 200 {
			t.Fatalf("bulk: %d %s", status, answer)
		}
	}
	expect("too long ago", epoch, offset, false, 0)
	now := s.Listen(token, room, "", 0)
	if nowEpoch, end := now.Position(); nowEpoch != epoch || end < offset+1000 {
		t.Errorf("the room stands at %s %d, was %s %d", nowEpoch, end, epoch, offset)
	} else {
		expect("a thousand events ago", epoch, end-1000, true, 1000)
	}
}

func TestRecovery_ARecordThatIsLostIsAnnouncedAndItsRoomLeft(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	id := made.Key(t)
	token := s.Personal(demo.Agent2.Email)
	own := s.Listen(token, crm.UserRoom(demo.Agent2.ID), "", 0)
	inside := s.Listen(token, crm.RecordRoom(id), "", 0)
	epoch, offset := inside.Position()
	if status, body := s.Call(s.Personal(demo.Agent1.Email), "POST", "/listings/"+made.ID+"/transfer",
		map[string]any{"visibility": "private"}); status != 200 {
		t.Fatalf("transfer: %d %s", status, body)
	}
	own.Until("the loss is announced", func() bool {
		for _, e := range own.Events {
			var data struct {
				Gone []string `cbor:"gone"`
			}
			if e.Name == crm.EventAccessChanged && cbor.Unmarshal(e.Data, &data) == nil &&
				slices.Contains(data.Gone, made.ID) {
				return true
			}
		}
		return false
	})
	inside.Until("it is taken out of the record's room", func() bool { return len(inside.Errors) > 0 })
	inside.Lock()
	before := len(inside.Events)
	inside.Unlock()
	if status, body := s.Call(s.Personal(demo.Agent1.Email), "PATCH", "/listings/"+made.ID,
		map[string]any{"fields": map[string]any{"City": "Galt"}}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	owner := s.Listen(s.Personal(demo.Agent1.Email), crm.RecordRoom(id), "", 0)
	if _, now := owner.Position(); now <= offset {
		t.Errorf("the record's room stands at %d, was %d", now, offset)
	}
	// A later answer on the same socket shows that nothing came before it.
	_ = inside.Join(crm.UserRoom(demo.Agent2.ID), "", 0)
	if err := inside.Join(crm.RecordRoom(id), epoch, offset); err != nil {
		t.Fatal(err)
	}
	inside.Until("it may not join again", func() bool { return len(inside.Errors) > 1 })
	inside.Lock()
	defer inside.Unlock()
	if len(inside.Events) != before {
		t.Errorf("told of the lost record: %v", roomkeytest.EventLines(inside.Events[before:]))
	}
}

// R55
func TestRecovery_PrivateFieldsTravelOnlyToRoomsOfUsersWhoMayReadThem(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	type listener struct {
		*roomkeytest.Listener
		may bool
	}
	var listeners []listener
	take := func(user *crm.User, room crm.Room, may bool) {
		listeners = append(listeners, listener{s.Listen(s.Personal(user.Email), room, "", 0), may})
	}
	take(&demo.Agent1, crm.UserRoom(demo.Agent1.ID), true)
	take(&demo.Broker, crm.UserRoom(demo.Broker.ID), true)
	take(&demo.Agent2, crm.UserRoom(demo.Agent2.ID), false)
	take(&demo.Agent2, crm.TeamRoom(demo.Harbor.ID), false)
	take(&demo.Agent1, crm.TeamRoom(demo.Harbor.ID), false) // even the owner: the room is others' too
	take(&demo.Agent2, crm.RecordRoom(made.Key(t)), false)
	take(&demo.Lead, crm.BrokerRoom(demo.DemoRealty), false)
	secret := roomkeytest.Canary + "-recovery"
	if status, body := s.Call(s.Personal(demo.Agent1.Email), "PATCH", "/listings/"+made.ID, map[string]any{
		"private": map[string]any{"AccessCode": secret}, "fields": map[string]any{"City": "Elk Grove"},
	}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	holds := func(a *roomkeytest.Listener, text string) bool {
		return slices.ContainsFunc(roomkeytest.EventLines(a.Events),
			func(line string) bool { return strings.Contains(line, text) })
	}
	for _, listener := range listeners {
		if listener.may {
			listener.Until("the private change is told in "+string(listener.Room),
				func() bool { return holds(listener.Listener, secret) })
		}
	}
	listeners[3].Until("the team is told of the shared change",
		func() bool { return holds(listeners[3].Listener, "Elk Grove") })
	for _, listener := range listeners {
		if !listener.may { // a later answer on the same socket: what was to come before it has come
			listener.Lock()
			first := listener.Joined
			listener.Unlock()
			if err := listener.Join(listener.Room, "", 0); err != nil {
				t.Fatal(err)
			}
			listener.Until("its socket answers", func() bool { return listener.Joined != first })
		}
		listener.Lock()
		if !listener.may && holds(listener.Listener, secret) {
			t.Errorf("the private value is told in %s", listener.Room)
		}
		listener.Unlock()
		listener.Contiguous()
	}
}

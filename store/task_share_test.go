package store_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// newsOf is an event about a task in a room.
func newsOf(room crm.Room, broker crm.ID) *crm.TaskNews {
	return &crm.TaskNews{Task: id(1), Broker: broker, User: id(2), Events: []crm.Event{{Room: room,
		Name: crm.EventTaskCompleted, Data: json.RawMessage(`{"task":"` + id(1).String() + `"}`)}}}
}

// What happens to tasks is shared in the order of the commits, with whose they are; what comes from other regions is
// stored in rooms of its brokerage alone, and not shared again.
func TestTasks_AreSharedWithOtherRegions(t *testing.T) {
	t.Parallel()
	s := open(t)
	var shared []string
	s.ShareTasks(func(n crm.TaskNews) {
		for _, e := range n.Events {
			if n.Task != id(1) || n.Broker != task(1).Broker || n.User != task(1).User {
				t.Errorf("%s is of %+v", e.Name, n)
			}
			shared = append(shared, e.Name)
		}
	})
	add(t, s, task(1))
	began := func(c *crm.Task) []crm.Event {
		return []crm.Event{{Room: c.Room, Name: crm.EventTaskStarted, Data: json.RawMessage(`{}`)}}
	}
	if _, err := s.ClaimTask(t.Context(), id(70), now.Add(time.Minute), 8, began); err != nil {
		t.Fatal(err)
	}
	err := s.CancelTask(t.Context(), id(1), func() []crm.Event {
		return []crm.Event{{Room: task(1).Room, Name: crm.EventTaskCancelled, Data: json.RawMessage(`{}`)}}
	})
	if err != nil {
		t.Fatal(err)
	}
	brokerage, err := s.Brokerage(t.Context(), "Demo")
	if err != nil {
		t.Fatal(err)
	}
	harbor := team(t, s, "Harbor")
	user := &crm.User{Email: "u@demo.test", Name: "x", Role: crm.RoleAgent, Broker: brokerage}
	if err := s.AddUser(t.Context(), user, ""); err != nil {
		t.Fatal(err)
	}
	for _, room := range []crm.Room{crm.UserRoom(user.ID), crm.TeamRoom(harbor), crm.BrokerRoom(brokerage)} {
		if err := s.TakeTaskNews(t.Context(), newsOf(room, brokerage)); err != nil {
			t.Errorf("%s: %v", room, err)
		}
		events, err := s.Events(t.Context(), room, 0, 10)
		if err != nil || len(events) != 1 || events[0].Name != crm.EventTaskCompleted || events[0].At.IsZero() {
			t.Errorf("%s has %+v, %v", room, events, err)
		}
		wantCode(t, s.TakeTaskNews(t.Context(), newsOf(room, id(666))), crm.CodeNotFound)
	}
	wantCode(t, s.TakeTaskNews(t.Context(), newsOf(crm.RecordRoom(id(5)), brokerage)), crm.CodeNotFound)
	if !slices.Equal(shared, []string{crm.EventTaskStarted, crm.EventTaskCancelled}) {
		t.Errorf("shared were %v", shared)
	}
}

// What a user may page through is where it was; nobody else's cursor, and none that is made up, is taken.
func TestTaskCursor_HasThePlacesOfAllRegions(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, places := range []map[string]int64{{"": 7}, {"": 0, "fra": 12, "iad-2": store.NewestTask}} {
		cursor := s.TaskCursor(id(1), places)
		got, err := s.TaskPlaces(id(1), cursor)
		if err != nil || len(got) != len(places) {
			t.Errorf("%v is read as %v, %v", places, got, err)
		}
		for region, place := range places {
			if got[region] != place {
				t.Errorf("%v is read as %v", places, got)
			}
		}
		for _, wrong := range []string{cursor[1:], "x", cursor + "AA"} {
			_, err := s.TaskPlaces(id(1), wrong)
			wantCode(t, err, crm.CodeInvalid)
		}
		_, err = s.TaskPlaces(id(2), cursor)
		wantCode(t, err, crm.CodeInvalid)
	}
}

// A region that has not yet erased a record may tell its words: they are stored nowhere that it is erased.
func TestTasks_OfOtherRegionsTellNothingThatIsErased(t *testing.T) {
	t.Parallel()
	s := erasable(t, newDir(t))
	w := write(6, "x")
	w.Record = lead(6, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	end, err := s.LedgerEnd(t.Context())
	if err != nil || end == 0 {
		t.Fatal(end, err)
	}
	news := newsOf(crm.RecordRoom(id(6)), broker)
	news.Events[0] = crm.Event{Room: news.Events[0].Room, Name: crm.EventTaskProgress,
		Data: json.RawMessage(`{"task":"` + id(1).String() + `","percent":40,"message":"` + canary + `"}`)}
	for _, c := range []struct {
		rows uint64
		want string
	}{{end - 1, `{"percent":40,"task":"` + id(1).String() + `"}`}, {end, string(news.Events[0].Data)}} {
		news.Rows = c.rows
		if err := s.TakeTaskNews(t.Context(), news); err != nil {
			t.Fatal(err)
		}
		_, last, err := s.RoomPosition(t.Context(), news.Events[0].Room)
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Events(t.Context(), news.Events[0].Room, last-1, 1)
		if err != nil || len(events) != 1 || string(events[0].Data) != c.want {
			t.Errorf("as of entry %d of %d, %s was stored, %v", c.rows, end, events[0].Data, err)
		}
	}
}

// The room of a record whose row changes after its task's region has looked, or has not changed here yet, is told no
// texts: others may read them than that region knew of.
func TestTasks_OfOtherRegionsTellNoTextsWhileARowChanges(t *testing.T) {
	t.Parallel()
	s := reopen(t, newDir(t))
	u, _, _ := people(t, s)
	w := write(6, "x")
	w.Record = lead(6, nil)
	w.Record.Broker, w.Record.Owner = u.Broker, u.ID
	archived := crm.RowChange{Record: id(6), By: u.ID, What: crm.Archived}
	w.Rows = []crm.OrderedRowChange{{At: now, RowChange: archived}}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	end, err := s.LedgerEnd(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	news := newsOf(crm.RecordRoom(id(6)), u.Broker)
	news.Events[0].Data = json.RawMessage(`{"task":"` + id(1).String() + `","code":"c","message":"what it says"}`)
	tell := func(rows uint64) (told bool) {
		news.Rows = rows
		if err := s.TakeTaskNews(t.Context(), news); err != nil {
			t.Fatal(err)
		}
		_, last, err := s.RoomPosition(t.Context(), news.Events[0].Room)
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Events(t.Context(), news.Events[0].Room, last-1, 1)
		if err != nil || len(events) != 1 || !bytes.Contains(events[0].Data, []byte(`"c"`)) {
			t.Fatal(events, err)
		}
		return bytes.Contains(events[0].Data, []byte("what it says"))
	}
	if tell(end - 1) {
		t.Error("a region that has not heard of a change tells texts")
	}
	if !tell(end) || !tell(math.MaxUint64) {
		t.Error("a region that has tells none")
	}
	seen := crm.RowSeen{Row: w.Record.Row, Through: end}
	if err := s.ChangeRow(t.Context(), u.Broker, archived, seen); err != nil {
		t.Fatal(err)
	}
	if tell(end + 1) {
		t.Error("texts are told while the row waits to be changed here")
	}
}

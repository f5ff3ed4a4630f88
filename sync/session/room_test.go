package session_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
)

// say commits an event and publishes it, as the document that caused it does.
func (d *testServer) say(e crm.Event) {
	e = d.commit(e)
	d.Rooms().Publish([]crm.Event{e}, nil)
}

func (c *client) recover(room crm.Room, epoch string, offset int) object {
	c.t.Helper()
	c.send(object{"type": "room:join", "room": string(room), "epoch": epoch, "offset": offset})
	return c.expect("room:joined")
}

func offsets(events any) []int {
	var list []int
	for _, e := range events.([]any) {
		list = append(list, int(e.(map[any]any)["offset"].(uint64)))
	}
	return list
}

// role × room: who may join what (R50).
func TestRoom_AdmitsByTheServersRows(t *testing.T) {
	users := []crm.User{broker, lead, agent, mate, viewer, stranger, outsider}
	all := []string{"broker", "lead", "agent", "mate", "viewer", "stranger"}
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		rooms := []struct {
			name    string
			room    crm.Room
			members []string
		}{
			{"brokerage", crm.BrokerRoom(brokerage), all},
			{"another brokerage", crm.BrokerRoom(otherBrokerage), []string{"outsider"}},
			{"harbor", crm.TeamRoom(harbor), []string{"broker", "lead", "agent", "mate", "viewer"}},
			{"valley", crm.TeamRoom(valley), []string{"broker", "stranger"}},
			{"a team that is not", crm.TeamRoom(id(99)), nil},
			{"agent's own", crm.UserRoom(agent.ID), []string{"agent"}},
			{"broker's own", crm.UserRoom(broker.ID), []string{"broker"}},
			{"a user who is not", crm.UserRoom(id(99)), nil},
			{"a private record", crm.RecordRoom(d.escrow(101, crm.VisibilityPrivate)), []string{"broker", "agent"}},
			{"a team's record", crm.RecordRoom(d.escrow(102, crm.VisibilityTeam)),
				[]string{"broker", "lead", "agent", "mate", "viewer"}},
			{"a brokerage's record", crm.RecordRoom(d.escrow(103, crm.VisibilityBroker)), all},
			{"a record that is not", crm.RecordRoom(id(99)), nil},
			{"no room", "cellar:" + crm.Room(id(1).String()), nil},
			{"no id", "record:1", nil},
			{"upper case", crm.Room(strings.ToUpper(string(crm.UserRoom(agent.ID)))), nil},
		}
		for _, user := range users {
			c := d.enter(user)
			for _, at := range rooms {
				c.send(object{"type": "room:join", "room": string(at.room)})
				if slices.Contains(at.members, user.Name) {
					c.expect("room:joined")
				} else if f := c.expect("error"); f["room"] != string(at.room) || f["message"] == "" {
					t.Errorf("%s, %s: %v", user.Name, at.name, f)
				}
			}
		}
	})
}

// The answers for a room that does not exist and for one that is forbidden are the same but for its name (R50).
func TestRoom_AbsentAndForbiddenAnswerTheSame(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(stranger)
		var answers []string
		for _, room := range []crm.Room{crm.RecordRoom(id(99)), crm.RecordRoom(d.escrow(101, crm.VisibilityTeam)),
			crm.TeamRoom(id(99)), crm.TeamRoom(harbor), crm.UserRoom(agent.ID)} {
			c.send(object{"type": "room:join", "room": string(room)})
			f := c.expect("error")
			delete(f, "room")
			answers = append(answers, fmt.Sprint(f))
		}
		if answers = slices.Compact(answers); len(answers) != 1 {
			t.Fatal(answers)
		}
	})
}

func TestRoom_TellsEveryMemberOnce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		a, b, other := d.enter(agent), d.enter(mate), d.enter(lead)
		room := crm.TeamRoom(harbor)
		a.joinRoom(room)
		b.joinRoom(room)
		other.joinRoom(crm.BrokerRoom(brokerage))
		head := strings.Repeat("ab", 32)
		d.say(crm.Event{Room: room, Name: "escrow:updated",
			Data: json.RawMessage(`{"id":"x","heads":["` + head +
				`"],"changes":{"/purchasePrice":[1.5,-2]},"more":[true,null,{"a":12345678901}]}`)})
		for _, c := range []*client{a, b} {
			f := c.expect("event")
			data := f["data"].(map[any]any)
			if f["room"] != string(room) || f["offset"] != uint64(1) || f["name"] != "escrow:updated" ||
				f["at"] != uint64(1) || data["id"] != "x" {
				t.Fatal(f)
			}
			if got := data["heads"].([]any)[0].([]byte); len(got) != 32 || got[0] != 0xab {
				t.Fatal(got)
			}
			if got := fmt.Sprint(data["changes"],
				data["more"]); got != "map[/purchasePrice:[1.5 -2]] [true <nil> map[a:1.2345678901e+10]]" {
				t.Fatal(got)
			}
			c.send(object{"type": "room:leave", "room": string(room)})
		}
		synctest.Wait()
		d.say(crm.Event{Room: room, Name: "escrow:updated"})
		for _, c := range []*client{a, b, other} {
			c.expectNothing()
		}
	})
}

// R51
func TestRoom_RecoversExactlyWhatWasMissed(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		room := crm.TeamRoom(harbor)
		for range 10 {
			d.say(crm.Event{Room: room, Name: "activity"})
		}
		c := d.enter(agent)
		for _, at := range []struct {
			epoch     string
			offset    int
			recovered bool
			missed    []int
		}{
			{"e1", 10, true, nil},
			{"e1", 7, true, []int{8, 9, 10}},
			{"e1", 0, true, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
			{"e1", 11, false, nil}, // from the future
			{"e0", 7, false, nil},  // from before a restore
		} {
			f := c.recover(room, at.epoch, at.offset)
			if f["recovered"] != at.recovered || !slices.Equal(offsets(f["events"]), at.missed) ||
				f["offset"] != uint64(10) || f["epoch"] != "e1" {
				t.Fatalf("%v: %v", at, f)
			}
		}
		if f := c.joinRoom(room); f["recovered"] != false || f["offset"] != uint64(10) {
			t.Fatal(f)
		}
		d.events[room] = slices.Delete(d.events[room], 0, 5) // retention
		if f := c.recover(room, "e1", 3); f["recovered"] != false || len(offsets(f["events"])) != 0 {
			t.Fatal(f)
		}
		if f := c.recover(room, "e1", 5); f["recovered"] != true ||
			!slices.Equal(offsets(f["events"]), []int{6, 7, 8, 9, 10}) {
			t.Fatal(f)
		}
		for range 1_001 {
			d.say(crm.Event{Room: room, Name: "activity"})
			c.expect("event")
		}
		if f := c.recover(room, "e1", 10); f["recovered"] != false || f["offset"] != uint64(1011) {
			t.Fatal(f["offset"])
		}
		if f := c.recover(room, "e1", 11); f["recovered"] != true || len(offsets(f["events"])) != 1_000 {
			t.Fatal(f["offset"])
		}
	})
}

// Events that are committed and published while a client joins are neither lost nor doubled, wherever they fall.
func TestRoom_RecoveryAndLiveEventsMeetWithoutGapOrDouble(t *testing.T) {
	for seed := range uint64(200) {
		inBubble(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			d := newServer(t, nil)
			room := crm.TeamRoom(harbor)
			var unpublished []crm.Event
			happen := func() {
				for n := random.IntN(5); n > 0; n-- {
					unpublished = append(unpublished, d.commit(crm.Event{Room: room, Name: "activity"}))
				}
				for n := random.IntN(5); n > 0 && len(unpublished) > 0; n-- {
					d.Rooms().Publish(unpublished[:1], nil)
					unpublished = unpublished[1:]
				}
				if random.IntN(20) == 0 { // more than is kept for one who is joining
					for range 300 {
						unpublished = append(unpublished, d.commit(crm.Event{Room: room, Name: "activity"}))
					}
					d.Rooms().Publish(unpublished, nil)
					unpublished = nil
				}
			}
			happen()
			from := len(d.events[room])
			happen()
			d.position, d.readLog = happen, happen
			c := d.enter(agent)
			var f object
			if recovering := random.IntN(2) == 0; recovering {
				f = c.recover(room, "e1", from)
			} else {
				f = c.joinRoom(room)
				from = int(f["offset"].(uint64))
			}
			d.position, d.readLog = nil, nil
			happen()
			d.Rooms().Publish(unpublished, nil)
			got := offsets(f["events"])
			if len(got) > 0 && got[len(got)-1] != int(f["offset"].(uint64)) {
				t.Fatalf("seed %d: offset %v after %v", seed, f["offset"], got)
			}
			for from+len(got) < len(d.events[room]) {
				got = append(got, int(c.expect("event")["offset"].(uint64)))
			}
			for i, offset := range got {
				if offset != from+i+1 {
					t.Fatalf("seed %d: from %d: %v", seed, from, got)
				}
			}
			c.expectNothing()
		})
	}
}

// An event that the user may not read, or may no longer read, keeps its place (R53).
func TestRoom_HidesEventsThatMayNotBeRead(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record, room := d.escrow(101, crm.VisibilityTeam), crm.TeamRoom(harbor)
		secret := json.RawMessage(`{"secret":"canary"}`)
		live := d.enter(mate)
		live.joinRoom(room)
		d.say(crm.Event{Room: room, Name: "escrow:updated", Record: record, Data: json.RawMessage(`{"open":1}`)})
		d.say(crm.Event{Room: room, Name: "escrow:updated", Record: record, Data: secret, Private: true})
		live.expect("event")
		if f := live.expect("event"); f["name"] != "hidden" || f["offset"] != uint64(2) ||
			len(f["data"].(map[any]any)) != 0 {
			t.Fatal(f)
		}
		check := func(user crm.User, hidden []bool) {
			t.Helper()
			f := d.enter(user).recover(room, "e1", 0)
			if f["recovered"] != true {
				t.Fatal(f)
			}
			for i, e := range f["events"].([]any) {
				e := e.(map[any]any)
				if (e["name"] == "hidden") != hidden[i] || hidden[i] && fmt.Sprint(e["data"]) != "map[]" ||
					e["offset"] != uint64(i+1) {
					t.Fatalf("%s: %v", user.Name, f["events"])
				}
			}
		}
		check(mate, []bool{false, true})
		check(agent, []bool{false, false})
		check(broker, []bool{false, false})
		d.records[record].Visibility = crm.VisibilityPrivate
		check(mate, []bool{true, true})
		d.records[record].DeletedAt = time.Now()
		check(agent, []bool{false, false}) // that is how its owner learns of a deletion
		delete(d.records, record)
		check(agent, []bool{true, true})
	})
}

// A user who loses the right to a room leaves it before anything else is said there.
func TestRoom_EvictsWhoLosesTheRight(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		c, owner := d.enter(mate), d.enter(agent)
		enter := func() {
			c.joinRoom(room)
			owner.joinRoom(room)
		}
		leave := func() {
			t.Helper()
			if f := c.expect("error"); f["room"] != string(room) {
				t.Fatal(f)
			}
			d.say(crm.Event{Room: room, Name: "escrow:updated", Record: record})
			owner.expect("event")
			c.expectNothing()
		}
		enter()
		d.Rooms().Publish([]crm.Event{
			d.commit(crm.Event{Room: room, Name: "escrow:updated"}),
			d.commit(crm.Event{Room: crm.UserRoom(mate.ID), Name: crm.EventAccessChanged,
				Data: json.RawMessage(`{"gone":["` + record.String() + `"]}`)}),
		}, nil)
		owner.expect("event")
		leave()

		enter()
		row := d.records[record].Row
		row.Visibility = crm.VisibilityPrivate
		d.Rooms().RowChanged(record, &row)
		leave()

		enter()
		moved := mate
		moved.Teams = []crm.ID{valley}
		d.change(func() { d.users[mate.ID] = moved })
		leave()
	})
}

// Encoding happens once for all members. (Under the race detector, pools forget at random what they lend.)
func TestRoom_PublishAllocatesForTheEventNotForItsMembers(t *testing.T) {
	few, many := publishAllocs(t, 10), publishAllocs(t, 500)
	if many-few > 490*3/4 {
		t.Fatalf("%v allocations for 10 members, %v for 500", few, many)
	}
}

func publishAllocs(t *testing.T, members int) float64 {
	d, received := newCrowd(t, members)
	e := []crm.Event{{Room: crm.TeamRoom(harbor), Name: "escrow:updated", Data: json.RawMessage(`{"id":"x"}`)}}
	return testing.AllocsPerRun(50, func() {
		e[0].Offset++
		d.Rooms().Publish(e, nil)
		received.await(members)
	})
}

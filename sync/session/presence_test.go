package session_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
)

func (c *client) be(status string, more object) {
	frame := object{"type": "presence", "status": status}
	for key, value := range more {
		frame[key] = value
	}
	c.send(frame)
}

func at(record crm.ID, field string) object { return object{"record": record.String(), "field": field} }

// expectPresence takes the next presence frame and gives its viewing, editing and typing.
func (c *client) expectPresence(of *client, status string) string {
	c.t.Helper()
	f := c.expect("presence")
	if f["device"] != of.name || f["status"] != status || f["offset"] != nil {
		c.t.Fatalf("%v is not %s %s", f, of.name, status)
	}
	return fmt.Sprintf("%v %v %v", f["viewing"], f["editing"], f["typing"])
}

// R56
func TestPresence_TeamsAndBrokeragesSeeWhoIsOnline(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		watcher, first, second := d.enter(lead), d.enter(agent), d.enter(agent)
		room := crm.TeamRoom(harbor)
		watcher.joinRoom(room)
		first.joinRoom(room)
		second.joinRoom(room)
		first.be("online", object{"viewing": record.String(), "editing": at(record, "/purchasePrice")})
		if got := watcher.expectPresence(first, "online"); got != "<nil> <nil> <nil>" {
			t.Fatal("a team's room is told what is edited:", got)
		}
		if e := watcher.expect("event"); e["name"] != "user:presence:online" || e["offset"] != nil ||
			e["data"].(map[any]any)["user"] != agent.ID.String() {
			t.Fatal(e)
		}
		time.Sleep(time.Second)
		second.expectPresence(first, "online")
		second.expect("event")
		second.be("online", nil) // the user is online already
		watcher.expectPresence(second, "online")
		first.expectPresence(second, "online")
		second.be("away", nil)
		watcher.expectPresence(second, "away")
		late := d.enter(mate)
		members := late.joinRoom(room)["members"].([]any)
		if len(members) != 2 {
			t.Fatal(members)
		}
		_ = first.Close(1000, "")
		watcher.expectPresence(first, "offline")
		second.send(object{"type": "room:leave", "room": string(room)})
		watcher.expectPresence(second, "offline")
		if e := watcher.expect("event"); e["name"] != "user:presence:offline" {
			t.Fatal(e)
		}
		watcher.expectNothing()
	})
}

// R56
func TestPresence_RecordsShowWhatIsDoneWithThem(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record, other := d.escrow(101, crm.VisibilityTeam), d.escrow(102, crm.VisibilityTeam)
		watcher, editor := d.enter(mate), d.enter(agent)
		watcher.joinRoom(crm.RecordRoom(record))
		editor.joinRoom(crm.RecordRoom(record))
		editor.be("online", object{"viewing": record.String(), "editing": at(record, "/purchasePrice"),
			"typing": at(other, "/purchasePrice")})
		want := fmt.Sprintf("%s map[field:/purchasePrice record:%s] <nil>", record, record)
		if got := watcher.expectPresence(editor, "online"); got != want {
			t.Fatal(got)
		}
		for _, name := range []string{"user:viewing:escrow", "user:editing:escrow"} {
			if e := watcher.expect("event"); e["name"] != name || e["offset"] != nil ||
				e["room"] != string(crm.RecordRoom(record)) {
				t.Fatal(e)
			}
		}
		editor.be("online", object{"viewing": other.String()})
		if got := watcher.expectPresence(editor, "online"); got != "<nil> <nil> <nil>" {
			t.Fatal(got)
		}
		for _, bad := range []object{{"editing": at(record, "/nonsense")}, {"editing": at(record, "purchasePrice")},
			{"typing": at(record, "/commission")}, {"viewing": "x"},
			{"editing": object{"record": "x", "field": "/tags"}}} {
			editor.be("online", bad)
			editor.expect("error")
		}
		// A field that no type has is not repeated either if it was named before the room was joined.
		stray := d.enter(lead)
		stray.be("online", object{"editing": at(record, "/canary")})
		stray.joinRoom(crm.RecordRoom(record))
		if got := watcher.expectPresence(stray, "online"); got != "<nil> <nil> <nil>" {
			t.Fatal(got)
		}
	})
}

// Not even the name of a private field reaches users who may not read it (R56).
func TestPresence_HidesPrivateFieldsNames(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		reader, other, owner := d.enter(broker), d.enter(mate), d.enter(agent)
		for _, c := range []*client{reader, other, owner} {
			c.joinRoom(room)
		}
		owner.be("online", nil)
		reader.expectPresence(owner, "online")
		other.expectPresence(owner, "online")
		owner.be("online", object{"editing": at(record, "/private/commission"),
			"typing": at(record, "/private/commission")})
		if got := reader.expectPresence(owner, "online"); got == "<nil> <nil> <nil>" {
			t.Fatal(got)
		}
		reader.expect("event")
		reader.expect("event")
		other.expectNothing()
		late := d.enter(viewer)
		if members := fmt.Sprint(late.joinRoom(room)["members"]); len(members) == 2 ||
			strings.Contains(members, "commission") {
			t.Fatal(members)
		}
		if members := fmt.Sprint(d.enter(broker).joinRoom(room)["members"]); !strings.Contains(members, "commission") {
			t.Fatal(members)
		}
	})
}

// R56
func TestPresence_ExpiresWithoutAnotherFrame(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		watcher, c := d.enter(lead), d.enter(agent)
		room := crm.TeamRoom(harbor)
		watcher.joinRoom(room)
		c.joinRoom(room)
		c.be("online", nil)
		watcher.expectPresence(c, "online")
		watcher.expect("event")
		time.Sleep(40 * time.Second)
		c.be("online", nil)
		time.Sleep(40 * time.Second)
		synctest.Wait()
		if len(watcher.frames) != 0 {
			t.Fatal("it expired although it was confirmed")
		}
		time.Sleep(4 * time.Second)
		watcher.expectPresence(c, "offline")
		watcher.expect("event")
	})
}

// Whoever may not write a field is not shown as editing it or typing in it, however they ask for it (R56).
func TestPresence_ShowsNobodyAsEditingWhatTheyMayNotWrite(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityBroker)
		room := crm.RecordRoom(record)
		for _, c := range []struct {
			name  string
			user  crm.User
			field string
			shown bool
		}{
			{"a viewer", viewer, "/purchasePrice", false},
			{"a viewer, a private field", viewer, "/private/commission", false},
			{"an agent of another team", stranger, "/purchasePrice", false},
			{"a teammate", mate, "/purchasePrice", true},
			{"a teammate, a private field", mate, "/private/commission", false},
			{"the broker role", broker, "/private/commission", true},
		} {
			for _, before := range []bool{true, false} { // what was said before the room was joined is shown then
				watcher, other := d.enter(agent), d.enter(c.user)
				watcher.joinRoom(room)
				field := at(record, c.field)
				state := object{"viewing": record.String(), "editing": field, "typing": field}
				if before {
					other.be("online", state)
					other.joinRoom(room)
				} else {
					other.joinRoom(room)
					other.be("online", state)
				}
				want := fmt.Sprintf("%s <nil> <nil>", record)
				if place := fmt.Sprintf("map[field:%s record:%s]", c.field, record); c.shown {
					want = fmt.Sprintf("%s %s %s", record, place, place)
				}
				if got := watcher.expectPresence(other, "online"); got != want {
					t.Errorf("%s is shown as %s", c.name, got)
				}
				if e := watcher.expect("event"); e["name"] != "user:viewing:escrow" {
					t.Errorf("%s: %v", c.name, e)
				}
				if c.shown { // user:editing:escrow and user:typing:escrow
					watcher.expect("event")
					watcher.expect("event")
				}
				watcher.expectNothing()
				_ = watcher.Close(1000, "")
				_ = other.Close(1000, "")
				time.Sleep(time.Second)
			}
		}
	})
}

func TestPresence_EndsEditingWithTheRightToWrite(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		watcher, editor := d.enter(agent), d.enter(mate)
		watcher.joinRoom(crm.RecordRoom(record))
		editor.joinRoom(crm.RecordRoom(record))
		editor.be("online", object{"editing": at(record, "/purchasePrice")})
		watcher.expectPresence(editor, "online")
		watcher.expect("event")
		reads := mate
		reads.Role = crm.RoleViewer
		d.change(func() { d.users[mate.ID] = reads })
		if got := watcher.expectPresence(editor, "online"); got != "<nil> <nil> <nil>" {
			t.Error("it is shown as", got)
		}
		watcher.expectNothing()
	})
}

// R56
func TestPresence_EditingExpiresWithoutAChange(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		watcher, c := d.enter(lead), d.enter(agent)
		watcher.joinRoom(room)
		c.joinRoom(room)
		c.sync(crm.PrivateID(record), "m")
		synctest.Wait()
		d.links[0].record = record
		out := d.links[0].out
		beat := func(times int) {
			for range times {
				c.be("online", object{"editing": at(record, "/purchasePrice")})
				time.Sleep(30 * time.Second)
			}
		}
		beat(1)
		watcher.expectPresence(c, "online")
		watcher.expect("event")
		beat(8)
		out.Saved(crm.PrivateID(record), []crm.Hash{{1}})
		c.expect("saved")
		beat(9)
		synctest.Wait()
		if len(watcher.frames) != 0 {
			t.Fatal("editing expired although something was changed")
		}
		beat(2)
		if got := watcher.expectPresence(c, "online"); got != "<nil> <nil> <nil>" {
			t.Fatal(got)
		}
		beat(3) // to repeat it does not bring it back
		watcher.expectNothing()
		out.Saved(crm.PrivateID(record), []crm.Hash{{1}})
		beat(1)
		if got := watcher.expectPresence(c, "online"); got == "<nil> <nil> <nil>" {
			t.Fatal(got)
		}
	})
}

// However fast devices change, a room hears of at most ten a second, and of the last state of each (R56).
func TestPresence_IsCoalesced(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		watcher := d.enter(lead)
		watcher.joinRoom(room)
		var typists []*client
		for _, user := range []crm.User{agent, mate, broker} {
			c := d.enter(user)
			c.joinRoom(room)
			typists = append(typists, c)
		}
		began := time.Now()
		fields := []string{"/purchasePrice", "/tags", "/notes"}
		for i := range 300 {
			for n, c := range typists {
				c.be("online", object{"typing": at(record, fields[(i+n)%3])})
			}
			time.Sleep(10 * time.Millisecond)
		}
		took := time.Since(began)
		time.Sleep(2 * time.Second)
		last, count := map[any]string{}, 0
		for len(watcher.frames) > 0 {
			if f := <-watcher.frames; f["type"] == "presence" {
				count++
				last[f["device"]] = f["typing"].(map[any]any)["field"].(string)
			}
		}
		if most := int(took/(100*time.Millisecond)) + 4; count > most || count < most/2 {
			t.Fatalf("%d presence frames in %v", count, took)
		}
		for n, c := range typists {
			if last[c.name] != fields[(299+n)%3] {
				t.Fatalf("of %s the room last heard %s", c.name, last[c.name])
			}
		}
	})
}

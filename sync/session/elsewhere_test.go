package session_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
)

// Devices of another region are shown as those here are: who comes sees them, private fields stay private, and a
// region that is gone takes its people along.
func TestElsewhere_DevicesAreShownAsThoseHere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		far := crm.Presence{Room: room, User: agent.ID, Device: "far tab", Status: "online", Viewing: true}
		d.Rooms().ShowElsewhere("b", far) // before anybody is here
		reader, other := d.enter(broker), d.enter(mate)
		for _, c := range []*client{reader, other} {
			if members := fmt.Sprint(c.joinRoom(room)["members"]); !strings.Contains(members, "far tab") {
				t.Fatal(members)
			}
		}
		far.Editing = "/private/commission"
		d.Rooms().ShowElsewhere("b", far)
		if f := reader.expect("presence"); f["device"] != "far tab" || f["editing"] == nil {
			t.Fatal(f)
		}
		if e := reader.expect("event"); e["name"] != "user:editing:escrow" {
			t.Fatal(e)
		}
		other.expectNothing()
		time.Sleep(time.Second)
		d.Rooms().ShowElsewhere("b", crm.Presence{Room: room, User: agent.ID, Device: "far tab"})
		for _, c := range []*client{reader, other} {
			if f := c.expect("presence"); f["device"] != "far tab" || f["status"] != "offline" {
				t.Fatal(f)
			}
		}
		if members := d.enter(viewer).joinRoom(room)["members"]; len(members.([]any)) != 0 {
			t.Fatal(members)
		}
	})
}

// Other regions are told what rooms are told of devices here, and nothing of devices elsewhere.
func TestElsewhere_IsToldWhatRoomsAreTold(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		record := d.escrow(101, crm.VisibilityTeam)
		room := crm.RecordRoom(record)
		var mu sync.Mutex // guards told
		var told []string
		d.Rooms().ShareShown(func(p crm.Presence) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(p.Status, " ", p.Viewing, " ", p.Editing))
		})
		owner := d.enter(agent)
		owner.joinRoom(room)
		owner.be("online", object{"viewing": record.String()})
		time.Sleep(time.Second)
		d.Rooms().ShowElsewhere("b", crm.Presence{Room: room, User: mate.ID, Device: "far tab", Status: "online"})
		owner.expect("presence")
		_ = owner.Close(1000, "") // the last one here, sooner than a room would be told
		time.Sleep(time.Second)
		mu.Lock()
		defer mu.Unlock()
		if want := []string{"online true ", " false "}; !slices.Equal(told, want) {
			t.Errorf("told %q", told)
		}
	})
}

// What a device says to others that have a document open goes to other regions, and theirs to those here who may read
// it, and no further.
func TestElsewhere_EphemeralMessagesPassBothWays(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		var mu sync.Mutex // guards told
		var told []string
		d.ShareEphemeral(func(m crm.Ephemeral) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprintf("%s %s %s %d %s", m.Document, m.Sender, m.Session, m.Count, m.Data))
		})
		from, blind, other := d.enter(agent), d.enter(viewer), d.enter(mate)
		for c, document := range map[*client]crm.ID{from: id(1), other: id(2)} {
			c.sync(document, "m")
		}
		synctest.Wait()
		blind.sync(id(1), "m")
		synctest.Wait()
		d.links[2].blind = true
		from.whisper(nil)
		from.whisper(nil) // its count has not risen
		blind.whisper(nil)
		synctest.Wait()
		d.PassEphemeral(crm.Ephemeral{Document: id(1), Sender: "far tab", Session: "f", Count: 3, Data: []byte("far")})
		if f := from.expect("ephemeral"); f["senderId"] != "far tab" || f["targetId"] != from.name ||
			f["documentId"] != crm.DocumentID(id(1)) || f["count"] != uint64(3) || f["sessionId"] != "f" ||
			string(f["data"].([]byte)) != "far" {
			t.Error(f)
		}
		for _, c := range []*client{from, blind, other} {
			c.expectNothing()
		}
		mu.Lock()
		defer mu.Unlock()
		if want := []string{fmt.Sprintf("%s %s s 1 hello", id(1), from.name)}; !slices.Equal(told, want) {
			t.Errorf("told %q", told)
		}
	})
}

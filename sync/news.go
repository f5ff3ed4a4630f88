package sync

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
)

// news is what happened to a record, on the way to becoming events. Updates by the same user that go into one commit
// are one piece of news.
type news struct {
	name    string // the event's: "escrow:updated"
	record  crm.ID
	by      crm.ID
	private bool
	heads   []crm.Hash
	changes map[string]beforeAfter // nil but for updates
	rooms   []crm.Room
	data    json.RawMessage // instead of the above: the event's data
	at      time.Time
}

type beforeAfter [2]json.RawMessage

// noteUpdate notes what differs between two states of the projection: the shared fields for those who may read the
// record, the private ones only for those who may read them.
func (d *dossier) noteUpdate(old, rec *crm.Record, by crm.ID) {
	name := crm.EventName(rec.Type, crm.Updated)
	if changes := differences("", old.Fields, rec.Fields); len(changes) > 0 {
		d.trail(changes, by)
		d.note(news{name: name, by: by, heads: rec.Heads, changes: changes, rooms: d.hub.directory.sharedRooms(rec)})
	}
	if changes := differences("/private", old.Private, rec.Private); len(changes) > 0 {
		d.trail(changes, by)
		d.note(news{name: name, by: by, heads: rec.Heads, changes: changes, private: true, rooms: d.hub.directory.privateRooms(rec)})
	}
}

// noteThat notes something that happened to the record as a whole.
func (d *dossier) noteThat(what string, by crm.ID) {
	rec := d.record
	d.note(news{name: crm.EventName(rec.Type, what), by: by, heads: rec.Heads, rooms: d.hub.directory.sharedRooms(rec)})
}

func (d *dossier) note(n news) {
	n.record, n.at = d.id, d.hub.config.Now()
	if n.changes != nil {
		for i := len(d.news) - 1; i >= 0; i-- {
			last := &d.news[i]
			if last.changes == nil || last.by != n.by {
				break
			}
			if last.private == n.private && slices.Equal(last.rooms, n.rooms) {
				last.merge(n)
				return
			}
		}
	}
	d.news = append(d.news, n)
}

// merge takes later news in: each field's first value before and last value after.
func (n *news) merge(later news) {
	n.heads, n.at = later.heads, later.at
	n.changes = maps.Clone(n.changes)
	for pointer, change := range later.changes {
		if first, ok := n.changes[pointer]; ok {
			change[0] = first[0]
		}
		n.changes[pointer] = change
	}
}

// events are the news for every room that hears of it.
func (n *news) events() []crm.Event {
	data := n.data
	if data == nil {
		data = n.encode()
	}
	events := make([]crm.Event, len(n.rooms))
	for i, room := range n.rooms {
		events[i] = crm.Event{Room: room, Name: n.name, Data: data, At: n.at, Private: n.private}
		if n.data == nil { // who has lost a record must hear of it all the same
			events[i].Record = n.record
		}
	}
	return events
}

func (n *news) encode() json.RawMessage {
	data, err := json.Marshal(struct {
		ID      crm.ID                 `json:"id"`
		Heads   []crm.Hash             `json:"heads"`
		By      crm.ID                 `json:"by"`
		Changes map[string]beforeAfter `json:"changes,omitempty"`
	}{n.record, n.heads, n.by, n.changes})
	if err != nil {
		return json.RawMessage("{}") // values came from a JSON encoder: this can't be
	}
	return data
}

// What an event carries of one change; beyond it only says what has changed.
const (
	maxCarriedText   = 100 // characters
	maxCarriedLeaves = 64  // of one root field
)

var nothing = json.RawMessage("null")

// differences finds the leaves that differ, by JSON Pointer.
func differences(prefix string, before, after map[string]json.RawMessage) map[string]beforeAfter {
	found := make(map[string]beforeAfter)
	names := maps.Clone(after)
	if names == nil {
		names = map[string]json.RawMessage{}
	}
	maps.Copy(names, before)
	for name := range names {
		old, fresh := before[name], after[name]
		if bytes.Equal(old, fresh) {
			continue
		}
		leaves := make(map[string]beforeAfter)
		at := prefix + "/" + crm.Escape(name)
		compare(leaves, at, decode(old), decode(fresh))
		if len(leaves) > maxCarriedLeaves {
			leaves = map[string]beforeAfter{at: {nothing, nothing}}
		}
		maps.Copy(found, leaves)
	}
	return found
}

// decode reads JSON; nil stands for nothing.
func decode(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return value
}

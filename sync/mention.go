package sync

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"

	"roomkey/crm"
)

// mention is one user named by one note.
type mention struct{ note, user string }

type mentioningNote struct {
	ID, Author string
	Mentions   []string
}

// noteMentions notes whom the notes mention whom they didn't mention before, and who may read them: however the notes came,
// and nobody twice for the same note. Who mentions themselves isn't told.
func (d *dossier) noteMentions(old, rec *crm.Record) {
	if bytes.Equal(old.Fields["notes"], rec.Fields["notes"]) {
		return
	}
	told := make(map[mention]bool)
	for _, note := range mentioning(old) {
		for _, user := range note.Mentions {
			told[mention{note.ID, user}] = true
		}
	}
	var readers map[string]*crm.User // who may be told, once somebody is mentioned
	for _, note := range mentioning(rec) {
		for _, name := range note.Mentions {
			at := mention{note.ID, name}
			if told[at] || name == note.Author {
				continue
			}
			told[at] = true
			if readers == nil {
				readers = d.readers(rec)
			}
			if user := readers[name]; user != nil {
				d.notices = append(d.notices, d.notice(note, user.ID))
			}
		}
	}
}

// mentioning are a record's notes that mention somebody.
func mentioning(rec *crm.Record) []mentioningNote {
	raw := rec.Fields["notes"]
	var notes []mentioningNote
	if len(raw) == 0 || json.Unmarshal(raw, &notes) != nil {
		return nil
	}
	return notes
}

// readers are those who may read a record, by id.
func (d *dossier) readers(rec *crm.Record) map[string]*crm.User {
	found := make(map[string]*crm.User)
	for _, u := range d.hub.directory.usersOf(rec.Broker) {
		if rec.For(u) != nil {
			found[u.ID.String()] = u
		}
	}
	return found
}

// notice is that a note mentions a user. Its id follows from both, so that it is the same however often it is noted.
func (d *dossier) notice(note mentioningNote, user crm.ID) crm.Notice {
	by, err := crm.ParseID(note.Author)
	if err != nil {
		by = crm.ID{}
	}
	data, err := json.Marshal(map[string]string{"note": note.ID})
	if err != nil {
		data = nil // a text always marshals
	}
	sum := sha256.Sum256([]byte("roomkey/mention/" + d.id.String() + "/" + user.String() + "/" + note.ID))
	return crm.Notice{ID: crm.ID(sum[:16]), User: user, At: d.hub.config.Now(), Kind: "mention", Record: d.id, By: by, Data: data}
}

// noticeEvents are notices as the events of those who are told.
func noticeEvents(notices []crm.Notice) []crm.Event {
	events := make([]crm.Event, 0, len(notices))
	for _, n := range notices {
		data, err := json.Marshal(struct {
			ID     crm.ID `json:"id"`
			Kind   string `json:"kind"`
			Record crm.ID `json:"record"`
			By     crm.ID `json:"by"`
		}{n.ID, n.Kind, n.Record, n.By})
		if err != nil {
			continue // ids and a plain text always marshal
		}
		events = append(events, crm.Event{Room: crm.UserRoom(n.User), Name: crm.EventNotification, Data: data, At: n.At, Record: n.Record})
	}
	return events
}

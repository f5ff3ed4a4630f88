package projection

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
)

// checklistItem is the part of an item of a checklist that assignments need.
type checklistItem struct{ ID, Assignee, Status string }

// assignments returns notices for the users to whom items of rec's checklist are assigned now, and were not as old. A
// user is told only if they may read the record. Who assigns something to themselves is not told, nor is anybody of
// what is done already, or of what the server (the zero ID) puts right.
func assignments(old, rec *crm.Record, audience Audience, by crm.ID, now time.Time) (notices []crm.Notice) {
	raw := rec.Fields["checklist"]
	if by.IsZero() || len(raw) == 0 || old != nil && bytes.Equal(old.Fields["checklist"], raw) {
		return nil
	}
	assigned := make(map[string]string)
	if old != nil {
		for _, item := range checklistOf(old) {
			assigned[item.ID] = item.Assignee
		}
	}
	var readers map[string]*crm.User // who may be told; nil until somebody is assigned
	for _, item := range checklistOf(rec) {
		if item.Assignee == "" || item.Assignee == assigned[item.ID] || by.Is(item.Assignee) || item.Status == "done" ||
			item.Status == "na" {
			continue
		}
		if readers == nil {
			readers = readersOf(rec, audience)
		}
		if user := readers[item.Assignee]; user != nil {
			notices = append(notices, item.notice(rec.ID, user.ID, by, now))
		}
	}
	return notices
}

// checklistOf returns the items of a record's checklist.
func checklistOf(rec *crm.Record) []checklistItem {
	var items []checklistItem
	if raw := rec.Fields["checklist"]; len(raw) == 0 || json.Unmarshal(raw, &items) != nil {
		return nil
	}
	return items
}

// notice tells a user that an item is theirs. Its id is derived from who gave what to whom, and the day: doing so again
// and again doesn't bury other notices.
func (item *checklistItem) notice(record, user, by crm.ID, now time.Time) crm.Notice {
	data, err := json.Marshal(map[string]string{"item": item.ID})
	if err != nil {
		data = nil // can't happen, because strings always marshal
	}
	parts := []string{"roomkey/assignment", record.String(), user.String(), by.String(), item.ID,
		now.UTC().Format(time.DateOnly)}
	sum := sha256.Sum256([]byte(strings.Join(parts, "/")))
	return crm.Notice{ID: crm.ID(sum[:16]), User: user, At: now, Kind: crm.NoticeAssignment, Record: record, By: by,
		Data: data}
}

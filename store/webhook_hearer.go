package store

import (
	"encoding/json"
	"strings"

	"roomkey/crm"
)

// webhookSubject is what an event for webhooks is about, as it is now: a record's row, or who runs a task.
type webhookSubject struct {
	row     crm.Row   // of a record; Broker is set for tasks too
	deleted bool      // the record
	caller  *crm.User // of a task; nil: the event is about a record
}

// heardBy reports whether the maker of a webhook may hear of an event about the subject. Of a deleted record, only that
// it was deleted. Nobody hears of private fields: their events are not queued.
func (s *webhookSubject) heardBy(maker *crm.User, event string) bool {
	switch {
	case maker.Disabled || s == nil:
		return false
	case s.caller != nil:
		return maker.MaySeeTask(s.caller)
	case s.deleted && !strings.HasSuffix(event, ":"+crm.Deleted):
		return false
	}
	return maker.AccessTo(s.row).Reads()
}

// rowReader reads one row, within a transaction of the writer or by a reader.
type rowReader func(text string, args ...any) rowScanner

// subject finds what an event is about; nil: it is gone.
func (read rowReader) subject(record, task crm.ID) (*webhookSubject, error) {
	if !task.IsZero() {
		caller, err := scanUser(read(`SELECT `+userColumns+` FROM (SELECT user FROM tasks WHERE id = ?1 UNION ALL
			SELECT e.user FROM tasks_elsewhere e JOIN users c ON c.id = e.user AND c.broker = e.broker
			WHERE e.id = ?1 LIMIT 1) t JOIN users u ON u.id = t.user`, keyID(task)))
		if absent(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return &webhookSubject{row: crm.Row{Broker: caller.Broker}, caller: caller}, nil
	}
	s := &webhookSubject{}
	var ids [3][]byte
	err := read(`SELECT broker, owner, team, visibility, deleted != 0 FROM records WHERE id = ?`, keyID(record)).Scan(
		&ids[0], &ids[1], &ids[2], &s.row.Visibility, &s.deleted)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s, toIDs(ids[:], &s.row.Broker, &s.row.Owner, &s.row.Team)
}

// taskOf is the task that an event tells of; zero: it tells of a record.
func taskOf(e *crm.Event) crm.ID {
	var told struct {
		Task crm.ID `json:"task"`
	}
	if !e.Record.IsZero() || json.Unmarshal(e.Data, &told) != nil {
		return crm.ID{}
	}
	return told.Task
}

package web

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"roomkey/crm"
)

// errNotAgain answers a repeated request whose answer shows something that the caller may not see any more.
var errNotAgain = crm.Errorf(crm.CodeConflict,
	"this was done, but what it answered is not shown again, because you may no longer see all of it")

// shownAnswer is what a stored answer shows.
type shownAnswer struct {
	records map[crm.ID]bool // that it shows something of, and whether something private; other things' ids may be there
	private bool            // it shows something private and does not say of which record
	task    crm.ID          // whose task it shows; zero: it shows none
}

// shownIn reads what an answer shows from the answer itself, so that no route can forget to say it: records have an id,
// and proposals, places and skips a record. What is no JSON shows nothing.
func shownIn(body []byte) shownAnswer {
	shown := shownAnswer{records: make(map[crm.ID]bool)}
	var value any
	if json.Unmarshal(body, &value) == nil {
		shown.collect(value, nil)
	}
	return shown
}

// collect looks through a value that is part of what is shown of some records; nil: of none.
func (s *shownAnswer) collect(value any, of []crm.ID) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			s.collect(item, of)
		}
	case string:
		if strings.Contains(value, "/private") {
			s.mark(of)
		}
	case map[string]any:
		if value["code"] == string(crm.CodeNotFound) {
			return // a failure, which says of a record that it is not shown
		}
		of = append(slices.Clip(of), s.named(value)...)
		for name, member := range value {
			if name == "private" || name == "privateDocumentId" || crm.IsPrivate(name) {
				s.mark(of)
			}
			s.collect(member, of)
		}
	}
}

// named notes the records that an object names, and whose task it is.
func (s *shownAnswer) named(object map[string]any) (of []crm.ID) {
	for _, name := range []string{"id", "record"} {
		text, _ := object[name].(string)
		if id, err := crm.ParseID(text); err == nil {
			if _, noted := s.records[id]; !noted {
				s.records[id] = false
			}
			of = append(of, id)
		}
	}
	text, _ := object["user"].(string)
	if id, err := crm.ParseID(text); err == nil && object["workflow"] != nil {
		s.task = id
	}
	return of
}

// mark notes that something private of some records is shown; nil: of any.
func (s *shownAnswer) mark(of []crm.ID) {
	s.private = s.private || of == nil
	for _, id := range of {
		s.records[id] = true
	}
}

// mayReplay says whether the caller may see everything that a stored answer shows, as the caller and the records are
// now; the error is errNotAgain or the store's. Another's task is never shown again: its texts may quote records that
// the answer doesn't name.
func (i *idempotency) mayReplay(ctx context.Context, user *crm.User, shown *shownAnswer) error {
	if !shown.task.IsZero() && shown.task != user.ID {
		return errNotAgain
	}
	if len(shown.records) == 0 {
		return nil
	}
	records, err := i.store.Rows(ctx, slices.Collect(maps.Keys(shown.records)))
	if err != nil {
		return err
	}
	for _, record := range records {
		if !record.For(user).Access().ReadsHalf(shown.private || shown.records[record.ID]) {
			return errNotAgain
		}
	}
	return nil
}

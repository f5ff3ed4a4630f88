package web

import (
	"bytes"
	"context"
	"encoding/json"

	"roomkey/crm"
)

// errNotAgain answers a repeated request whose answer shows something that the caller may not see any more.
var errNotAgain = crm.Errorf(crm.CodeConflict,
	"this was done, but what it answered is not shown again, because you may no longer see all of it")

// shownAnswer is what a stored answer shows.
type shownAnswer struct {
	records []crm.ID // that it shows something of; other things' ids may be among them
	private bool     // whether it shows something private of any of them
	task    crm.ID   // whose task it shows; zero: it shows none
}

// shownIn reads what an answer shows from the answer itself, so that no route can forget to say it: records have an id,
// and proposals, places and skips a record. What is no JSON shows nothing.
func shownIn(body []byte) shownAnswer {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return shownAnswer{}
	}
	var shown shownAnswer
	for _, mark := range []string{`"private":`, `"privateDocumentId":`, `/private/`} {
		shown.private = shown.private || bytes.Contains(body, []byte(mark))
	}
	shown.collect(value)
	shown.records = distinct(shown.records)
	return shown
}

func (s *shownAnswer) collect(value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			s.collect(item)
		}
	case map[string]any:
		if value["code"] == string(crm.CodeNotFound) {
			return // a failure, which says of a record that it is not shown
		}
		for name, member := range value {
			text, _ := member.(string)
			id, err := crm.ParseID(text)
			switch {
			case err == nil && (name == "id" || name == "record"):
				s.records = append(s.records, id)
			case err == nil && name == "user" && value["workflow"] != nil:
				s.task = id
			case text == "":
				s.collect(member)
			}
		}
	}
}

// mayReplay says whether the caller may see everything that a stored answer shows, as the caller and the records are
// now; the error is errNotAgain or the store's. Another's task is never shown again: its texts may quote records that
// the answer doesn't name.
func (i *idempotency) mayReplay(ctx context.Context, user *crm.User, body []byte) error {
	shown := shownIn(body)
	if !shown.task.IsZero() && shown.task != user.ID {
		return errNotAgain
	}
	if len(shown.records) == 0 {
		return nil
	}
	records, err := i.store.Records(ctx, shown.records)
	if err != nil {
		return err
	}
	for _, record := range records {
		if !record.For(user).Access().ReadsHalf(shown.private) {
			return errNotAgain
		}
	}
	return nil
}

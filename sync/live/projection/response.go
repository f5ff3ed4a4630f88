package projection

import (
	"encoding/json"
	"slices"
	"time"

	"roomkey/crm"
)

// Responds says whether a change from old to rec by a user is the first response to a lead: its owner has written a
// note, or has taken it out of the stage new. To throw it away is none.
func Responds(old, rec *crm.Record, by crm.ID) bool {
	if old == nil || rec == nil || rec.Type != "lead" || by.IsZero() || by != rec.Owner ||
		textOf(rec.Fields["firstResponseAt"]) != "" {
		return false
	}
	stage := textOf(rec.Fields["stage"])
	if textOf(old.Fields["stage"]) == "new" && stage != "new" && stage != "trash" {
		return true
	}
	was, is := changedNotes(old, rec)
	return slices.ContainsFunc(is, func(n mentioningNote) bool {
		return n.Author == by.String() && !slices.ContainsFunc(was, func(o mentioningNote) bool { return o.ID == n.ID })
	})
}

// RespondsFrom is Responds for a lead that has come as a whole from a device: what its owner did with it there, without
// a connection, was done to a new one.
func RespondsFrom(rec *crm.Record, by crm.ID) bool {
	if rec == nil {
		return false
	}
	made := &crm.Record{Type: rec.Type, Fields: map[string]json.RawMessage{"stage": json.RawMessage(`"new"`)}}
	return Responds(made, rec, by)
}

// ResponsePatch is a merge patch that notes the first response to a lead.
func ResponsePatch(at time.Time) json.RawMessage {
	return json.RawMessage(`{"firstResponseAt":"` + at.UTC().Format(time.RFC3339) + `"}`)
}

package roomkey

import (
	"encoding/json"
	"fmt"
	"iter"
)

// Record is a record as REST shows it to the caller. Money is in cents, dates are YYYY-MM-DD, times RFC 3339.
type Record struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"` // listing, escrow, client, lead or appointment
	Owner      string          `json:"owner"`
	Team       string          `json:"team"`
	Visibility string          `json:"visibility"`
	Fields     json.RawMessage `json:"fields"`
	// Present only if the caller may read it and the plugin was granted to: plugin.json asks for "listing.private".
	Private   json.RawMessage `json:"private,omitempty"`
	CreatedAt string          `json:"createdAt"`
	UpdatedAt string          `json:"updatedAt"`
}

// Decode decodes the fields into the value that v points to.
func (r *Record) Decode(v any) error {
	if err := json.Unmarshal(r.Fields, v); err != nil {
		return fmt.Errorf("%s %s: %w", r.Type, r.ID, err)
	}
	return nil
}

// Query selects records of one type.
type Query struct {
	Type   string         `json:"type"`
	Q      string         `json:"q,omitempty"`      // full text
	Filter map[string]any `json:"filter,omitempty"` // field: value, or field: {"gte": value, "lte": value}
	Sort   string         `json:"sort,omitempty"`   // a field; "-" in front of it: descending
	Limit  int            `json:"limit,omitempty"`  // default 100, at most 500
	Cursor string         `json:"cursor,omitempty"` // the Next of a page
	// Archived records instead of the others, or deleted ones that the caller may bring back.
	Archived bool `json:"archived,omitempty"`
	Deleted  bool `json:"deleted,omitempty"`
	Shared   bool `json:"shared,omitempty"` // without the private fields: the task may then say and apply more
}

// Page is one page of the records that a query finds. Records that changed after the first page come again at the end;
// tell them apart by ID.
type Page struct {
	Items []Record `json:"items"`
	Next  string   `json:"next"` // the cursor of the next page, "" at the end
}

// Change proposes a new record (no ID) or a change of an existing one.
type Change struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Fields  any    `json:"fields,omitempty"`  // merge patch (RFC 7396): null removes, list items are matched by id
	Private any    `json:"private,omitempty"` // a merge patch of the private fields
	Note    string `json:"note,omitempty"`    // added to the record's notes; needs the capability "TYPE.notes"
}

// Proposal names the record of a proposed change. People review the change, or the workflow's policy applies it.
type Proposal struct {
	Record string `json:"record"` // its id, also of a new record, so that later changes can refer to it
	Type   string `json:"type"`
}

// Get reads one record. Codes: Denied, NotFound.
func (t *Task) Get(typ, id string) (*Record, error) {
	var record Record
	if err := call("records.get", map[string]string{"type": typ, "id": id}, &record); err != nil {
		return nil, err
	}
	return &record, nil
}

// GetShared reads one record without its private fields, so that the task may say and apply more. Codes: those of Get.
func (t *Task) GetShared(typ, id string) (*Record, error) {
	var record Record
	if err := call("records.get", map[string]any{"type": typ, "id": id, "shared": true}, &record); err != nil {
		return nil, err
	}
	return &record, nil
}

// Query reads one page of records. Codes: Denied, Invalid.
func (t *Task) Query(q Query) (*Page, error) {
	var page Page
	if err := call("records.query", q, &page); err != nil {
		return nil, err
	}
	return &page, nil
}

// All reads every record that a query finds, page by page, each once: one that changes meanwhile comes again in a later
// page, and is left out there. It ends at an error.
func (t *Task) All(q Query) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		seen := make(map[string]bool)
		for q := q; ; {
			page, err := t.Query(q)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Items {
				record := &page.Items[i]
				if seen[record.ID] {
					continue
				}
				seen[record.ID] = true
				if !yield(record, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.Cursor = page.Next
		}
	}
}

// Propose proposes changes, all or none: if one is refused, all are. Codes: Denied, Invalid, NotFound.
func (t *Task) Propose(changes ...Change) ([]Proposal, error) {
	var answer struct {
		Proposals []Proposal `json:"proposals"`
	}
	if err := call("records.propose", map[string]any{"changes": changes}, &answer); err != nil {
		return nil, err
	}
	return answer.Proposals, nil
}

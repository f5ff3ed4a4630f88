//go:build !wasip1

package main

import (
	"encoding/json"
	"fmt"
	"testing"

	roomkey "roomkey/plugins/sdk/go"
)

// house answers an import's calls: it takes proposals as refuse says, and keeps them.
type house struct {
	input      string
	checkpoint string
	file       []byte
	records    []stored
	dry        bool
	refuse     func(fields string) *roomkey.Error

	proposed []string
	changes  []stored
	calls    int
	output   map[string]any
}

func (h *house) answer(op string, in []byte) (any, error) {
	switch op {
	case "task.input":
		return json.RawMessage(`{"input":` + h.input + `,"step":"import","attempt":1,"checkpoint":` + h.checkpoint +
			fmt.Sprintf(`,"dryRun":%v}`, h.dry)), nil
	case "records.query":
		return h.query(in)
	case "records.get":
		return h.get(in)
	case "files.read":
		return map[string]any{"data": h.file, "size": len(h.file)}, nil
	case "records.propose":
		return h.propose(in)
	case "task.checkpoint":
		var saved struct{ Data json.RawMessage }
		err := json.Unmarshal(in, &saved)
		h.checkpoint = string(saved.Data)
		return struct{}{}, err
	case "task.output":
		return struct{}{}, json.Unmarshal(in, &h.output)
	}
	return struct{}{}, nil
}

// stored is a record that is there: as records.query answers, and whether it is archived or deleted.
type stored struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Fields  map[string]any `json:"fields"`
	Private map[string]any `json:"private,omitempty"`
	State   string         `json:"-"`
	Notes   []string       `json:"-"`
}

func (h *house) query(in []byte) (any, error) {
	var asked struct {
		Type              string
		Archived, Deleted bool
	}
	if err := json.Unmarshal(in, &asked); err != nil {
		return nil, err
	}
	found := []stored{}
	for _, r := range h.records {
		if r.Type == asked.Type && (r.State == "archived") == asked.Archived &&
			(r.State == "deleted") == asked.Deleted {
			found = append(found, r)
		}
	}
	return map[string]any{"items": found, "next": nil}, nil
}

func (h *house) get(in []byte) (any, error) {
	var asked struct{ ID string }
	if err := json.Unmarshal(in, &asked); err != nil {
		return nil, err
	}
	for _, r := range h.records {
		if r.ID == asked.ID {
			return r, nil
		}
	}
	return nil, &roomkey.Error{Code: roomkey.NotFound, Message: "there is no such record"}
}

func (h *house) propose(in []byte) (any, error) {
	h.calls++
	var asked struct {
		Changes []struct {
			Type, ID, Note  string
			Fields, Private json.RawMessage
		}
	}
	if err := json.Unmarshal(in, &asked); err != nil {
		return nil, err
	}
	var made []map[string]string
	for i, c := range asked.Changes {
		if h.refuse != nil {
			if err := h.refuse(string(c.Fields)); err != nil {
				return nil, err
			}
		}
		made = append(made, map[string]string{"type": c.Type, "record": fmt.Sprint(len(h.proposed) + i)})
	}
	for i, c := range asked.Changes {
		r := stored{ID: c.ID, Type: c.Type, Notes: []string{c.Note}}
		if r.ID == "" {
			r.ID = made[i]["record"]
		}
		for _, half := range []struct {
			raw  json.RawMessage
			into *map[string]any
		}{{c.Fields, &r.Fields}, {c.Private, &r.Private}} {
			if len(half.raw) == 0 {
				continue
			}
			if err := json.Unmarshal(half.raw, half.into); err != nil {
				return nil, err
			}
		}
		h.proposed, h.changes = append(h.proposed, string(c.Fields)), append(h.changes, r)
	}
	return map[string]any{"proposals": made}, nil
}

func (h *house) run(t *testing.T) error {
	t.Helper()
	t.Cleanup(roomkey.Host(h.answer))
	if h.checkpoint == "" {
		h.checkpoint = "null"
	}
	task, err := roomkey.Open()
	if err != nil {
		t.Fatal(err)
	}
	return importFile(task)
}

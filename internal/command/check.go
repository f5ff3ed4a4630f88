package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
)

// errFound says that check found something; what it was has been printed.
var errFound = errors.New("the data is not in order")

// checkCommand recomputes every hash, every document's heads and every projection, and prints a line for each that
// differs from what is stored. It changes nothing, and a server may run meanwhile.
func checkCommand(ctx context.Context, p *Program, args []string) error {
	var data folder
	if _, err := p.parse(dataFlags("check", &data), args); err != nil {
		return err
	}
	return p.withData(ctx, data, func(s *store.Store) error {
		problems := 0
		documents, err := checkAll(ctx, s, func(problem store.Problem) error {
			problems++
			_, err := fmt.Fprintln(p.Stdout, problem)
			return err
		})
		if err != nil {
			return err
		}
		lines, hash, err := s.AuditEnd(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.Stdout, "audit log: %d lines, the last one's hash is %x\n", lines, hash)
		fmt.Fprintf(p.Stdout, "%d documents, %d problems\n", documents, problems)
		if problems > 0 {
			return errFound
		}
		return nil
	})
}

// checkAll reports everything that is not in order, and gives the number of documents. It ends with the first error of
// report.
func checkAll(ctx context.Context, s *store.Store, report func(store.Problem) error) (documents int, err error) {
	c := &checking{ctx: ctx, store: s, report: report, halves: map[crm.ID]*halves{}, users: map[crdt.Actor]crm.ID{}}
	if err := s.Check(ctx, c.report, c.document); err != nil {
		return 0, err
	}
	for id := range c.halves {
		if err := c.projection(id); err != nil {
			return 0, err
		}
	}
	return c.documents, nil
}

// checking is a run of check.
type checking struct {
	ctx       context.Context
	store     *store.Store
	report    func(store.Problem) error
	documents int
	halves    map[crm.ID]*halves    // records of which one document has been seen and the other has not
	users     map[crdt.Actor]crm.ID // whose actors are
}

// halves are the changes of a record's two documents, nil where they were not seen.
type halves struct {
	record          *crm.Record
	shared, private []*crdt.Change
}

// document checks one document by itself, and its record once all of it has been seen.
func (c *checking) document(m store.Material) error {
	c.documents++
	where := "document " + m.Document.ID.String()
	changes, err := readStored(m.Document)
	if err != nil {
		return c.report(store.Problem{Where: where, What: err.Error()})
	}
	if err := c.attribute(changes); err != nil {
		return err
	}
	if m.Document.Draft {
		return nil
	}
	if m.Record == nil {
		return c.report(store.Problem{Where: where, What: "belongs to a record that is not there"})
	}
	if !m.Document.Moved.IsZero() { // the record's fields are those of the document that continues it
		return nil
	}
	if m.Document.ID != m.Record.DocumentOf(m.Document.Private) {
		return c.report(store.Problem{Where: where, What: "is not the one that its record names"})
	}
	h := c.halves[m.Record.ID]
	if h == nil {
		h = &halves{record: m.Record}
		c.halves[m.Record.ID] = h
	}
	if m.Document.Private {
		h.private = changes
	} else {
		h.shared = changes
	}
	if h.shared != nil && (h.private != nil || len(h.record.PrivateHeads) == 0) {
		return c.projection(m.Record.ID)
	}
	return nil
}

// readStored parses a document's changes, which verifies their hashes, and computes its heads.
func readStored(d *crm.Stored) ([]*crdt.Change, error) {
	graph := crdt.NewGraph()
	changes := make([]*crdt.Change, 0, len(d.Changes))
	for i, stored := range d.Changes {
		change, err := crdt.ParseChange(stored.Data, nil)
		if err != nil {
			return nil, fmt.Errorf("change %d can't be read: %w", i, err)
		}
		if change.Hash != stored.Hash {
			return nil, fmt.Errorf("change %d hashes to %s and is stored as %s", i, change.Hash, stored.Hash)
		}
		if err := graph.Add(crdt.NodeOf(change)); err != nil {
			return nil, fmt.Errorf("change %d does not follow from those before it: %w", i, err)
		}
		changes = append(changes, change)
	}
	if !slices.Equal(graph.Heads(), d.Heads) {
		return nil, fmt.Errorf("its changes have the heads %v and %v are stored", graph.Heads(), d.Heads)
	}
	if d.Snapshot != nil {
		if _, err := crdt.DocumentHeads(d.Snapshot); err != nil {
			return nil, fmt.Errorf("its snapshot can't be read: %w", err)
		}
	}
	return changes, nil
}

// attribute looks up whose the changes' actors are.
func (c *checking) attribute(changes []*crdt.Change) error {
	for _, change := range changes {
		if _, known := c.users[change.Actor]; known {
			continue
		}
		user, _, err := c.store.ActorUser(c.ctx, []byte(change.Actor))
		if err != nil {
			return err
		}
		c.users[change.Actor] = user
	}
	return nil
}

// projection compares a record's projection with what its documents say.
func (c *checking) projection(id crm.ID) error {
	h := c.halves[id]
	delete(c.halves, id)
	where := "record " + id.String()
	rebuilt, err := realtime.Rebuild(*h.record, h.shared, h.private, c.users)
	if err != nil {
		return c.report(store.Problem{Where: where, What: err.Error()})
	}
	for _, part := range []struct {
		name         string
		is, shouldBe any
	}{
		{"heads", h.record.Heads, rebuilt.Heads},
		{"private heads", h.record.PrivateHeads, rebuilt.PrivateHeads},
		{"fields", withoutDays(h.record.Fields), withoutDays(rebuilt.Fields)},
		{"private fields", h.record.Private, rebuilt.Private},
		{"conflicts" + differing(h.record.Conflicts, rebuilt.Conflicts), h.record.Conflicts, rebuilt.Conflicts},
	} {
		same, err := sameJSON(part.is, part.shouldBe)
		if err != nil {
			return err
		}
		if same {
			continue
		}
		if err := c.report(store.Problem{Where: where, What: part.name +
			" differ from what its documents hold"}); err != nil {
			return err
		}
	}
	return nil
}

// differing names the fields whose conflicts differ, without their values.
func differing(is, shouldBe map[string][]crm.Conflicting) string {
	names := ""
	for _, pointer := range slices.Sorted(maps.Keys(is)) {
		if same, err := sameJSON(is[pointer], shouldBe[pointer]); err != nil || !same {
			names += " " + pointer
		}
	}
	for _, pointer := range slices.Sorted(maps.Keys(shouldBe)) {
		if is[pointer] == nil {
			names += " " + pointer
		}
	}
	return names
}

// withoutDays leaves out what depends on the day of the last change, and not on the documents alone.
func withoutDays(fields map[string]json.RawMessage) map[string]json.RawMessage {
	rest := make(map[string]json.RawMessage, len(fields))
	for name, value := range fields {
		if name != "DaysOnMarket" {
			rest[name] = value
		}
	}
	return rest
}

// sameJSON compares two values as JSON, whatever the order and the white space; nothing is the same as empty.
func sameJSON(a, b any) (bool, error) {
	first, errA := json.Marshal(a)
	second, errB := json.Marshal(b)
	if err := errors.Join(errA, errB); err != nil {
		return false, err
	}
	if bytes.Equal(first, second) || isEmpty(first) && isEmpty(second) {
		return true, nil
	}
	var left, right any
	if err := errors.Join(json.Unmarshal(first, &left), json.Unmarshal(second, &right)); err != nil {
		return false, err
	}
	return reflect.DeepEqual(left, right), nil
}

func isEmpty(text []byte) bool {
	return string(text) == "null" || string(text) == "{}" || string(text) == "[]"
}

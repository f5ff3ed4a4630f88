package roomkeytest

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// Changes decodes what a document holds.
func Changes(t testing.TB, doc *testclient.Doc) []*crdt.Change {
	t.Helper()
	var changes []*crdt.Change
	for _, chunk := range doc.Chunks() {
		change, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, change)
	}
	return changes
}

// Histories are the records' changes as they are now.
func (s *Server) Histories(records []Record) map[crm.ID][]*crdt.Change {
	s.T.Helper()
	c := s.Dial(s.Personal(demo.Broker.Email), testclient.Options{})
	defer c.Close()
	all := map[crm.ID][]*crdt.Change{}
	for i := range records {
		id := records[i].Key(s.T)
		all[id] = Changes(s.T, s.Open(c, id))
	}
	return all
}

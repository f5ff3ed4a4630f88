package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"

	"roomkey/crm"
	"roomkey/store"
)

// A change of a lead is stored together with the lead's projection, and the lead is found in a list.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "roomkey-example-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		panic(err)
	}
	defer s.Close()

	owner := &crm.User{ID: crm.ID{1}, Broker: crm.ID{2}, Role: crm.RoleAgent}
	change := crm.StoredChange{Hash: sha256.Sum256([]byte("a change")), Data: []byte("a change"), User: owner.ID}
	lead := &crm.Record{ID: crm.ID{3}, Type: "lead", Heads: []crm.Hash{change.Hash},
		Row:    crm.Row{Broker: owner.Broker, Owner: owner.ID, Visibility: crm.VisibilityPrivate},
		Fields: map[string]json.RawMessage{"name": json.RawMessage(`"Ann Lee"`)}}
	_, err = s.Commit(ctx, &crm.Write{Document: lead.ID, Of: lead.ID, Changes: []crm.StoredChange{change},
		Heads: lead.Heads, Record: lead})
	if err != nil {
		panic(err)
	}

	page, err := s.List(ctx, owner, store.Query{Type: "lead", Q: "ann"})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total, string(page.Items[0].AppendFields(nil)))
	// Output: 1 {"name":"Ann Lee"}
}

package engine_test

import (
	"context"
	"encoding/json"
	"fmt"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

// The engine writes a change for the server, in a child process.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	pool := engine.NewPool(engine.Config{Children: 1})
	stopped := make(chan error)
	go func() { stopped <- pool.Run(ctx) }()
	defer func() {
		cancel()
		<-stopped
	}()

	doc := crdt.Doc{ID: crm.ID{1}} // without Load: an empty document
	draft := crdt.Draft{Actor: [16]byte{1}, Type: "lead", Patch: json.RawMessage(`{"name": "Ann"}`)}
	change, state, err := pool.Author(ctx, doc, draft)
	fmt.Println(len(change) > 0, string(state.Fields["name"]), err)
	// Output: true "Ann" <nil>
}

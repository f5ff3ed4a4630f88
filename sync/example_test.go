package sync_test

import (
	"context"
	"encoding/json"

	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/session"
)

// A hub serves sockets and records over a store and an engine.
func ExampleHub() {
	serve := func(ctx context.Context, st *store.Store, pool *engine.Pool, user *crm.User, conn session.Conn) error {
		hub := realtime.New(realtime.Config{Storage: st, Engine: pool})
		go func() { _ = hub.Run(ctx) }() // until ctx ends; then it drains

		fields := json.RawMessage(`{"name":"Ada Lovelace","source":"web","stage":"new"}`)
		if _, err := hub.Create(ctx, user, realtime.NewRecord{Type: "lead", Fields: fields}); err != nil {
			return err
		}
		session, err := hub.Admit(ctx, conn, crm.Principal{User: *user})
		if err != nil {
			return err
		}
		return session.Run(ctx) // until the socket ends
	}
	_ = serve
}

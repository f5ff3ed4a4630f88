// Package store keeps everything durable in one SQLite file: the chunks of documents, the projections of records, room
// events, accounts, sessions and the audit log.
//
// All writes go through one goroutine that gathers what waits, commits it in one transaction with one fsync, and only
// then calls back. Reads use a small pool of their own and never wait for writes. What a read finds damaged is answered
// as crm.CodeUnavailable, never as partial truth.
//
// The package refuses to look into documents: their bytes are opaque. It has no access rule of its own either; lists
// and catalogs ask crm.User.May.
//
//	s, err := store.Open(ctx, store.Options{Dir: "data"})
//	...
//	s.Submit(&crm.Write{Document: id, Of: id, Changes: changes, Heads: heads, Record: record},
//		func(r crm.Receipt, err error) { ... }) // called once it is durable, or has failed
//	page, err := s.List(ctx, user, store.Query{Type: "escrow", Sort: "updatedAt", Desc: true})
package store

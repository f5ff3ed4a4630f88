// Package ledger puts the rows of all regions in one order. The storage makes an entry of each write (ADR 39); a Ledger
// has it appended to the stream of rows, reads the stream in order, and has the storage apply what it reads. Order is a
// store.Orderer.
//
//	l := ledger.New(ledger.Config{Port: port, Rows: rows, Store: data, Regions: regions})
//	go l.Run(ctx)
//	err := data.OrderBy(ctx, l)
//
// Where entries can't be put in order or applied, appends answer crm.CodeUnavailable. Documents don't pass by here, so
// edits go on. The package refuses to know what entries do.
package ledger

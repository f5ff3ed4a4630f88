// Package editing is what REST and tasks do with records: create, patch, annotate, archive, transfer, change many,
// preview, take back, and read the history. Each is one turn of the record's actor, and returns when what it changed
// is durable.
//
// It checks what is asked against the schema, fills in what clients may leave out, and lets the live record write; it
// knows nothing of sockets, storage or engines. Nothing below it uses it.
//
//	editor := editing.New(records)
//	record, err := editor.Create(ctx, user, editing.NewRecord{Type: "lead", Fields: fields})
package editing

// Package editing has the edits of REST and tasks: create, patch, annotate, archive, transfer, change many, preview,
// take back, and read the history. Each is one turn of the record's actor, and returns when its changes are durable.
//
// It checks a request against the schema, fills in the parts that clients may leave out, and has the live record write.
// It knows nothing of sockets, storage or engines. Nothing below it uses it.
//
//	editor := editing.New(records)
//	record, err := editor.Create(ctx, user, editing.NewRecord{Type: "lead", Fields: fields})
package editing

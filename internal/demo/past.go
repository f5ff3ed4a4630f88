package demo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// pastLines is how much of what was done is told of: more than the app shows at first.
const pastLines = 200

// Tell notes in the audit log what was done last to the records of specs, as if it had been done through the server:
// activity shows it.
func Tell(ctx context.Context, s *store.Store, specs []Spec) error {
	var lines []crm.AuditEntry
	for i := range specs {
		spec := &specs[i]
		line := crm.AuditEntry{At: spec.Created, User: spec.By.ID, Action: "record:" + crm.Created, Record: spec.ID}
		lines = append(lines, line)
		for _, later := range spec.Later {
			line.At, line.Action = line.At.Add(24*time.Hour), "record:"+crm.Updated
			for _, name := range sortedKeys(later) {
				line.Field = "/" + name
				lines = append(lines, line)
			}
		}
	}
	slices.SortFunc(lines, func(a, b crm.AuditEntry) int {
		return cmp.Or(a.At.Compare(b.At), slices.Compare(a.Record[:], b.Record[:]), cmp.Compare(a.Field, b.Field))
	})
	return s.Audit(ctx, lines[max(0, len(lines)-pastLines):]...)
}

package sync

import (
	"slices"
	"strings"
	"time"

	"roomkey/crm"
)

// trailEvery is how often the audit log tells of the same person editing the same field: typing a note is one entry a
// minute, not one for each commit.
const trailEvery = time.Minute

// maxTraces bounds what a dossier remembers of whom it has told about.
const maxTraces = 1_000

// trace is a person at a field.
type trace struct {
	by    crm.ID
	field string
}

// trail tells the audit log who edited which root fields: never a value.
func (d *dossier) trail(changes map[string]beforeAfter, by crm.ID) {
	now := d.hub.config.Now()
	if d.traces == nil || len(d.traces) >= maxTraces {
		d.traces = make(map[trace]time.Time)
	}
	var fields []string
	for pointer := range changes {
		at := trace{by, rootOf(pointer)}
		if told, ok := d.traces[at]; ok && now.Sub(told) < trailEvery {
			continue
		}
		d.traces[at] = now
		fields = append(fields, at.field)
	}
	slices.Sort(fields)
	for _, field := range fields {
		d.audit = append(d.audit, crm.AuditEntry{At: now, User: by, Action: "record:" + crm.Updated, Record: d.id, Field: field})
	}
}

// rootOf is the pointer of the root field that a pointer lies in: "/notes" of "/notes/0/body".
func rootOf(pointer string) string {
	rest, private := strings.CutPrefix(pointer, "/private/")
	if !private {
		rest = strings.TrimPrefix(pointer, "/")
	}
	root, _, _ := strings.Cut(rest, "/")
	if private {
		return "/private/" + root
	}
	return "/" + root
}

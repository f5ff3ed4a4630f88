package projection

import (
	"slices"
	"strings"
	"time"

	"roomkey/crm"
)

// auditEvery is how often the audit log tells of the same person editing the same field: typing a note is one entry a
// minute, not one for each commit.
const auditEvery = time.Minute

// maxTold bounds what a journal remembers of whom it has told about.
const maxTold = 1_000

// throttle is when the audit log was last told of a person at a field.
type throttle map[editing]time.Time

type editing struct {
	by    crm.ID
	field string
}

// auditFields tells the audit log who edited which root fields: never a value.
func (j *Journal) auditFields(changes map[string]crm.Change, by crm.ID, now time.Time) {
	if j.told == nil || len(j.told) >= maxTold {
		j.told = make(throttle)
	}
	var fields []string
	for pointer := range changes {
		at := editing{by, rootOf(pointer)}
		if told, ok := j.told[at]; ok && now.Sub(told) < auditEvery {
			continue
		}
		j.told[at] = now
		fields = append(fields, at.field)
	}
	slices.Sort(fields)
	for _, field := range fields {
		j.Audit = append(j.Audit, crm.AuditEntry{At: now, User: by, Action: "record:" + crm.Updated, Record: j.Record, Field: field})
	}
}

// audit tells the audit log of something that happened to the record as a whole.
func (j *Journal) audit(what string, by crm.ID, now time.Time) {
	j.Audit = append(j.Audit, crm.AuditEntry{At: now, User: by, Action: "record:" + what, Record: j.Record})
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

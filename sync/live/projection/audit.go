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

// fields are the root fields, of those that a person has changed, of which the audit log has not been told lately;
// never a value.
func (t *throttle) fields(changes map[string]crm.Change, by crm.ID, now time.Time) []string {
	if *t == nil || len(*t) >= maxTold {
		*t = make(throttle)
	}
	var fields []string
	for pointer := range changes {
		at := editing{by, rootOf(pointer)}
		if told, ok := (*t)[at]; ok && now.Sub(told) < auditEvery {
			continue
		}
		(*t)[at] = now
		fields = append(fields, at.field)
	}
	slices.Sort(fields)
	return fields
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

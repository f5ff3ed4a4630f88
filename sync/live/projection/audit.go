package projection

import (
	"slices"
	"strings"
	"time"

	"roomkey/crm"
)

// auditEvery is the shortest time between two audit entries about the same person and field. Typing a note thus makes
// one entry a minute, not one for each commit.
const auditEvery = time.Minute

// maxTold bounds the entries of a throttle.
const maxTold = 1_000

// throttle says when the audit log last heard of a person and a field.
type throttle map[editing]time.Time

// editing is a person editing a root field.
type editing struct {
	by    crm.ID
	field string
}

// fields returns those changed root fields of which the audit log has not heard lately. It returns names, never values.
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

// rootOf returns the pointer of the root field that contains a pointer: "/notes" for "/notes/0/body".
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

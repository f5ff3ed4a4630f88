package merge

import (
	"maps"
	"slices"
)

// Refusals adds to the patch of a record, and to the record, what consent another record or row of the same person
// refuses. It is all that changes what a record says: somebody who refused contact once is not asked by the other one.
func Refusals(patch, record, more map[string]any) {
	said, _ := more["consent"].(map[string]any)
	was, _ := record["consent"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(said)) {
		refusal := name == "doNotContact" // the others are consents
		if said[name] != refusal || was[name] == refusal {
			continue
		}
		was = inner(record)
		was[name] = refusal
		inner(patch)[name] = refusal
	}
}

// inner is the consent of a record or patch, which has one then.
func inner(in map[string]any) map[string]any {
	consent, ok := in["consent"].(map[string]any)
	if !ok {
		consent = map[string]any{}
		in["consent"] = consent
	}
	return consent
}

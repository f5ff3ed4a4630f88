package crm

import "bytes"

// Renewal says that a document of one half of a record continues another one.
type Renewal struct{ Document, Renews ID } // Renews is zero for the first

// CurrentOf returns the document in which a half goes on, of all that it has had. Of two that continue the same one,
// since two regions that were cut off from each other have both renewed it, the one with the lower id counts.
func CurrentOf(all []Renewal) (current ID) {
	next := make(map[ID]ID, len(all))
	for _, r := range all {
		if r.Renews.IsZero() {
			current = r.Document
			continue
		}
		if other, twice := next[r.Renews]; !twice || bytes.Compare(r.Document[:], other[:]) < 0 {
			next[r.Renews] = r.Document
		}
	}
	for range all {
		if to, on := next[current]; on {
			current = to
		}
	}
	return current
}

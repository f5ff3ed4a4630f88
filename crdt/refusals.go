package crdt

// maxRefusals is more than one message can hold changes, so that all of an honest offline spell are remembered.
const maxRefusals = 1 << 16

// refusals remembers refused changes, the newest half at least of the last maxRefusals.
type refusals struct{ hashSet }

func (r *refusals) add(h Hash) {
	if r.has(h) {
		return
	}
	if len(r.hashes) >= maxRefusals {
		newest := r.hashes[maxRefusals/2:]
		r.hashSet = hashSet{}
		for _, h := range newest {
			r.hashSet.add(h)
		}
	}
	r.hashSet.add(h)
}

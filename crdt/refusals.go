package crdt

// maxRefusals is larger than the number of changes in one message, so that all changes of a long offline session fit.
const maxRefusals = 1 << 17

// refusals remembers refused changes: at least the newest half of the last maxRefusals.
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

package fair

// maxIdle bounds the users whom a queue remembers while nobody is in it.
const maxIdle = 4096

// memberLocked finds or makes a user's entry. Whoever has no work here is put level with the others: what they have not
// used is not theirs to use later.
func (q *Queue) memberLocked(p Payer) *member {
	if q.taken == 0 && q.waiting == 0 && len(q.users) > maxIdle {
		clear(q.users)
		clear(q.brokers)
		q.reached = 0
	}
	m := q.users[p]
	if m == nil {
		of := q.brokers[p.Broker]
		if of == nil {
			of = &broker{}
			q.brokers[p.Broker] = of
		}
		m = &member{of: of}
		q.users[p] = m
	}
	if m.of.active == 0 {
		m.of.used = max(m.of.used, q.reached)
	}
	if m.taken == 0 && len(m.waiting) == 0 {
		m.used = max(m.used, m.of.reached)
	}
	return m
}

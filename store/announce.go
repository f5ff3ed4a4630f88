package store

// Other regions hear of what a transaction adds to the log in the order of its entries. A disk takes a millisecond for
// it, and in bad moments thirty. Nobody has to wait for that who would not here: what is patient has been sent to all
// who look at the record in this region, and is announced before it is durable. If this server then dies, the others
// have what it has lost, and it gets that back from them as an entry of a log that it wrote once. If the transaction
// fails, its numbers are not used again, and the next try logs the same changes under others.

// announceSeen announces the entries of the first jobs, as far as people here have seen what those write already. It
// says how many jobs it is done with. Where the last that was announced so could not be stored, it announces nothing:
// on a full disk each try would tell of the same changes again.
func announceSeen(log *logCache, jobs []*job) (told int) {
	if log.told > log.last {
		return 0
	}
	for told < len(jobs) && (jobs[told].announce == nil || jobs[told].patient) {
		told++
	}
	announce(jobs[:told])
	return told
}

// announce announces what jobs have added to the log.
func announce(jobs []*job) {
	for _, j := range jobs {
		if j.announce != nil && j.err == nil {
			j.announce()
		}
	}
}

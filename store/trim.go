package store

import "roomkey/crm"

// cacheEntries bounds the documents, the records and the rooms that the writer remembers, each.
const cacheEntries = 20_000

// trim bounds a cache. What was forgotten is read again when it is needed.
func trim[K crm.ID | crm.Room, V any](known map[K]V) {
	if len(known) > cacheEntries {
		clear(known)
	}
}

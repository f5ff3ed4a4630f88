package store

import "slices"

// firstKinds are the kinds of entries that programs know whose messages between regions are of version 1.
var firstKinds = []string{"brokerage.founded", "escrow.freed", "escrow.numbered", "record.erased", "record.held",
	"record.released", "record.row", "session.ended", "session.ended.rest", "team.added", "team.removed",
	"team.renamed", "token.added", "token.revoked", "user.added", "user.changed", "user.disabled", "user.password"}

// secondKinds are those that came with version 2.
var secondKinds = []string{"plugin.key.trusted", "plugin.put", "plugin.removed", "plugin.secret", "region.parted",
	"views.dropped", "views.put", "webhook.added", "webhook.changed", "webhook.dropped"}

// thirdKinds are those that came with version 3.
var thirdKinds = []string{"token.made", "webhook.made"}

// fourthKinds are those that came with version 4. None came with version 5.
var fourthKinds = []string{"record.row.judged", "session.ended.others"}

// sixthKinds are those that came with version 6. None came with version 7.
var sixthKinds = []string{"invitation.accepted", "invitation.made", "invitation.renewed", "invitation.withdrawn"}

// NewestKinds is the version of messages between regions whose programs know every kind of entries. Before it rises,
// the kinds that were new are listed here with the version before.
const NewestKinds = 8

// EntrySince is the version of messages between regions from which on programs know a kind of entries. Nobody appends
// an entry while a region is heard that would not know it: that region would apply nothing any more.
func EntrySince(kind string) uint64 {
	switch {
	case slices.Contains(firstKinds, kind):
		return 1
	case slices.Contains(secondKinds, kind):
		return 2
	case slices.Contains(thirdKinds, kind):
		return 3
	case slices.Contains(fourthKinds, kind):
		return 4
	case slices.Contains(sixthKinds, kind):
		return 6
	}
	return NewestKinds
}

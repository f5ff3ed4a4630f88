package crm

import "time"

// Birth is what a record begins with besides its content. It goes to other regions with the content; what changes of
// the row have made of it since goes by their order. So a birth that comes late undoes none of them.
type Birth struct {
	Row
	CreatedAt time.Time
}

// Before reports whether a birth is the one that counts, where two regions that were cut off from each other have both
// made the record: the earlier one; of those of the same moment, the one of the lower team and owner.
func (b *Birth) Before(other *Birth) bool {
	mine, others := b.CreatedAt.UnixMicro(), other.CreatedAt.UnixMicro()
	if mine != others {
		return mine < others
	}
	return string(b.Team[:])+string(b.Owner[:])+string(b.Visibility) <
		string(other.Team[:])+string(other.Owner[:])+string(other.Visibility)
}

// Birth is what the record began with.
func (r *Record) Birth() Birth {
	if r.Born != nil {
		return Birth{r.Born.Row, r.CreatedAt}
	}
	return Birth{r.Row, r.CreatedAt}
}

// BeginAs gives the record another birth. What transfers have set of its row stays.
func (r *Record) BeginAs(b *Birth) {
	r.CreatedAt = b.CreatedAt
	if r.Born == nil {
		r.Row = b.Row
		return
	}
	born := *r.Born
	born.Row = b.Row
	r.Born = &born
	if !born.OwnerSet {
		r.Owner = b.Owner
	}
	if !born.TeamSet {
		r.Team = b.Team
	}
	if !born.VisibilitySet {
		r.Visibility = b.Visibility
	}
}

// transfer sets parts of the row; nil leaves one as it is.
func (r *Record) transfer(owner, team *ID, visibility *Visibility) {
	if owner == nil && team == nil && visibility == nil {
		return
	}
	born := Born{Row: r.Row}
	if r.Born != nil {
		born = *r.Born
	}
	born.OwnerSet = set(&r.Owner, owner) || born.OwnerSet
	born.TeamSet = set(&r.Team, team) || born.TeamSet
	born.VisibilitySet = set(&r.Visibility, visibility) || born.VisibilitySet
	r.Born = &born
}

// set reports whether there is a value, which the target then has.
func set[T any](target *T, value *T) bool {
	if value == nil {
		return false
	}
	*target = *value
	return true
}

package crm

import "encoding/json"

// Sharing says who besides its owner sees a saved view.
type Sharing string

// The three ways to share.
const (
	SharedWithNobody Sharing = ""
	SharedWithTeam   Sharing = "team"
	SharedWithBroker Sharing = "broker" // all of the brokerage
)

// SavedView is a list as somebody wants to see it again: which records, in which order, with which columns. It holds no
// record, and shows its reader only records that they may read anyway.
type SavedView struct {
	ID, Owner, Broker ID
	Team              ID // with which it is shared; zero unless Shared says so
	Shared            Sharing
	Type              string // of the records: escrow
	Name              string
	Query             json.RawMessage // an object: filters, sort, columns, group, density
	Pinned            bool            // by its owner
	Revision          int64           // rises with each change
}

// SeesSaved reports whether the user sees a saved view: it is theirs, or shared with them. The broker role sees what is
// shared with any team of its brokerage.
func (u *User) SeesSaved(v *SavedView) bool {
	if u == nil || u.Disabled || u.Broker != v.Broker {
		return false
	}
	switch {
	case u.ID == v.Owner, v.Shared == SharedWithBroker:
		return true
	case v.Shared == SharedWithTeam:
		return u.Role == RoleBroker || u.InTeam(v.Team)
	}
	return false
}

// MayShareSaved reports whether the user may share a view of theirs as it says. Agents and leads share with their own
// teams, leads with the whole brokerage too, and the broker role with any team of it: whether the team is one of the
// brokerage is the caller's to check.
func (u *User) MayShareSaved(v *SavedView) bool {
	if u == nil || u.Disabled || u.ID != v.Owner || u.Broker != v.Broker {
		return false
	}
	switch v.Shared {
	case SharedWithNobody:
		return true
	case SharedWithTeam:
		return u.Role == RoleBroker || u.Role != RoleViewer && u.InTeam(v.Team)
	case SharedWithBroker:
		return u.Role == RoleBroker || u.Role == RoleLead
	}
	return false
}

// MayRemoveSaved reports whether the user may delete a saved view: their own, and as broker every one that is shared.
func (u *User) MayRemoveSaved(v *SavedView) bool {
	return u.SeesSaved(v) && (u.ID == v.Owner || u.Role == RoleBroker && v.Shared != SharedWithNobody)
}

package crm

import "slices"

// Role is what a user is in their brokerage.
type Role string

// The four roles, from most rights to fewest.
const (
	RoleBroker Role = "broker" // reads and writes everything in the brokerage, administers
	RoleLead   Role = "lead"   // an agent who may also transfer within the team
	RoleAgent  Role = "agent"
	RoleViewer Role = "viewer" // reads what is shared, never writes
)

// Roles lists every role.
var Roles = []Role{RoleBroker, RoleLead, RoleAgent, RoleViewer}

// Visibility says who besides its owner and the brokers may read a record.
type Visibility string

// The three visibilities.
const (
	VisibilityPrivate Visibility = "private"
	VisibilityTeam    Visibility = "team"
	VisibilityBroker  Visibility = "broker" // all of the brokerage
)

// Visibilities lists every visibility.
var Visibilities = []Visibility{VisibilityPrivate, VisibilityTeam, VisibilityBroker}

// User is who asks. A disabled user may do nothing.
type User struct {
	ID       ID     `json:"id"`
	Email    string `json:"email"`
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	Broker   ID     `json:"broker"`
	Teams    []ID   `json:"teams"`
	Disabled bool   `json:"-"`
}

// InTeam reports whether the user is a member of team.
func (u *User) InTeam(team ID) bool { return !team.IsZero() && slices.Contains(u.Teams, team) }

// Row is what the access rule needs to know of a record. It lives beside the document, never in it.
type Row struct {
	Owner      ID         `json:"owner"`
	Team       ID         `json:"team"`
	Broker     ID         `json:"-"`
	Visibility Visibility `json:"visibility"`
}

// Action is what a user asks to do with a record.
type Action string

// The six actions. Read and write of the private document are one right: who may read it may write it.
const (
	ActionRead       Action = "read"
	ActionWrite      Action = "write"
	ActionPrivate    Action = "private"  // read and write the sensitive fields
	ActionTransfer   Action = "transfer" // give the record another owner, team or visibility; see MayTransfer
	ActionDelete     Action = "delete"   // and bring back what was deleted
	ActionAdminister Action = "administer"
)

// Actions lists every action.
var Actions = []Action{ActionRead, ActionWrite, ActionPrivate, ActionTransfer, ActionDelete, ActionAdminister}

// May is the one access rule: REST, socket, search, exports, events and plugins all ask it, and store's SQL predicate
// is tested against it. It says nothing of whether the record exists or was deleted. What it says of changes of rows is
// part of their order: see TestRights_InTheOrderOfRowsStayAsTheyAre before you change that.
func (u *User) May(action Action, r Row) bool {
	if u == nil || u.Disabled || r.Broker.IsZero() || u.Broker != r.Broker {
		return false
	}
	if u.Role == RoleBroker {
		return true
	}
	owns := u.ID == r.Owner
	teamShares := u.InTeam(r.Team) && (r.Visibility == VisibilityTeam || r.Visibility == VisibilityBroker)
	if u.Role == RoleViewer {
		switch action {
		case ActionRead:
			return owns || teamShares || r.Visibility == VisibilityBroker
		case ActionPrivate:
			return false
		}
		return false
	}
	switch action {
	case ActionRead:
		return owns || teamShares || r.Visibility == VisibilityBroker
	case ActionWrite:
		return owns || teamShares
	case ActionPrivate:
		return owns
	case ActionTransfer, ActionDelete:
		return owns || u.Role == RoleLead && teamShares
	}
	return false
}

// MayDeleteNotes says whether the user, who may write a record, may delete notes of others in it. Nobody may change
// them.
func (u *User) MayDeleteNotes() bool { return u != nil && u.Role == RoleBroker }

// MayTransfer says whether the user may turn row from into row to, where owner is the user who would own it. Only a
// lead (within a team of theirs) or a broker may name another owner; an owner may choose the visibility and among their
// own teams.
func (u *User) MayTransfer(from, to Row, owner *User) bool {
	if !u.May(ActionTransfer, from) || to.Broker != from.Broker || owner == nil || owner.Disabled ||
		owner.Broker != from.Broker {
		return false
	}
	if owner.ID != to.Owner || owner.Role == RoleViewer || !slices.Contains(Visibilities, to.Visibility) {
		return false
	}
	if u.Role == RoleBroker {
		return true
	}
	if !u.InTeam(to.Team) {
		return to.Team == from.Team && to.Owner == from.Owner
	}
	if to.Owner == from.Owner {
		return true
	}
	return u.Role == RoleLead && u.InTeam(from.Team) && owner.InTeam(to.Team)
}

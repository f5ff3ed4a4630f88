package crm

// Counts reports whether the user's reports count a record with this row: their own, of leads also those that a team of
// theirs shares, and of the broker role all of the brokerage. Nobody's reports count what they may not read.
func (u *User) Counts(r Row) bool {
	if !u.May(ActionRead, r) {
		return false
	}
	switch u.Role {
	case RoleBroker:
		return true
	case RoleLead:
		return u.ID == r.Owner || u.InTeam(r.Team)
	}
	return u.ID == r.Owner
}

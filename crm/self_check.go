package crm

// SelfCheckBroker is the brokerage of the records by which servers check themselves (package sync/selfcheck). Nobody
// works there: no account, team or webhook belongs to it, so that people see nothing of these records.
var SelfCheckBroker = ID{0x5e, 0x1f, 0xc4, 0xec, 0x6b, 0x0c, 0x40, 0x01, 0x80, 0, 0, 0, 0, 0, 0, 1}

// selfChecker is who edits these records.
var selfChecker = ID{0x5e, 0x1f, 0xc4, 0xec, 0x6b, 0x0c, 0x40, 0x01, 0x80, 0, 0, 0, 0, 0, 0, 2}

// SelfCheckUser is who edits these records. It has no account, and so no way to sign in. The User is the caller's.
func SelfCheckUser() *User {
	return &User{ID: selfChecker, Broker: SelfCheckBroker, Role: RoleBroker, Name: "Self-check"}
}

// IsSelfChecker reports whether the id is that of SelfCheckUser, whose edits no statistics count.
func (id ID) IsSelfChecker() bool { return id == selfChecker }

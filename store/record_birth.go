package store

import "roomkey/crm"

// A row's birth is a byte of flags (what transfers have set of it), the first owner, the first team, 16 bytes each, and
// the first visibility.

const (
	ownerSet = 1 << iota
	teamSet
	visibilitySet
	bornKnown // all flags below
)

// encodeBorn encodes what a row began with; nil for nil.
func encodeBorn(b *crm.Born) []byte {
	if b == nil {
		return nil
	}
	flags := byte(0)
	for i, set := range []bool{b.OwnerSet, b.TeamSet, b.VisibilitySet} {
		if set {
			flags |= 1 << i
		}
	}
	return append(append(append([]byte{flags}, b.Owner[:]...), b.Team[:]...), b.Visibility...)
}

// decodeBorn decodes what the row of a record of a brokerage began with.
func decodeBorn(data []byte, broker crm.ID) (*crm.Born, error) {
	const size = len(crm.ID{})
	if len(data) == 0 {
		return nil, nil
	}
	if len(data) <= 1+2*size || data[0] >= bornKnown {
		return nil, damaged("what a row began with")
	}
	flags, owner, team := data[0], data[1:1+size], data[1+size:1+2*size]
	row := crm.Row{Broker: broker, Owner: crm.ID(owner), Team: crm.ID(team),
		Visibility: crm.Visibility(data[1+2*size:])}
	return &crm.Born{Row: row, OwnerSet: flags&ownerSet != 0, TeamSet: flags&teamSet != 0,
		VisibilitySet: flags&visibilitySet != 0}, nil
}

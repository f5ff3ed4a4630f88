package store

import (
	"encoding/binary"
	"slices"

	"roomkey/crm"
)

// catalogCursor is where a client stands in the catalog. It has everything as of base, under the rights of that time.
// In the present round it has been told of the changes up to at. Rights may change during a round; then the round
// begins again, and all that it was told before, up to told, counts as something that the client may have.
type catalogCursor struct {
	base, at, told uint64
	now            rights
	ever           rights // of any moment since base: what a client may have
	always         rights // of every moment since base: what a client surely has
}

// rights decide, together with a record's row, who may read it. Users read their own records, those that their teams
// share and those that the brokerage shares. So the union of two rights is rights again, and so is their intersection.
type rights struct {
	all   bool     // the broker role
	teams []crm.ID // sorted
}

func rightsOf(user *crm.User) rights {
	r := rights{all: user.Role == crm.RoleBroker, teams: slices.Clone(user.Teams)}
	slices.SortFunc(r.teams, compareIDs)
	r.teams = slices.Compact(r.teams)
	return r
}

// user is u with these rights and no others.
func (r rights) user(u *crm.User) *crm.User {
	changed := *u
	changed.Teams = r.teams
	if changed.Role = crm.RoleViewer; r.all {
		changed.Role = crm.RoleBroker
	}
	return &changed
}

func (r rights) equal(other rights) bool {
	return r.all == other.all && slices.Equal(r.teams, other.teams)
}

func (r rights) or(other rights) rights {
	teams := slices.Concat(r.teams, other.teams)
	slices.SortFunc(teams, compareIDs)
	return rights{r.all || other.all, slices.Compact(teams)}
}

func (r rights) and(other rights) rights {
	switch {
	case r.all:
		return other
	case other.all:
		return r
	}
	return rights{teams: slices.DeleteFunc(slices.Clone(r.teams),
		func(id crm.ID) bool { return !slices.Contains(other.teams, id) })}
}

func compareIDs(a, b crm.ID) int { return slices.Compare(a[:], b[:]) }

// fresh reports whether the client has been told of nothing yet.
func (w *catalogCursor) fresh() bool { return w.base|w.at|w.told == 0 }

// enter takes the rights that the user has now.
func (w *catalogCursor) enter(now rights) {
	switch {
	case w.fresh():
		w.now, w.ever, w.always = now, now, now
	case !w.now.equal(now):
		w.now, w.ever, w.always = now, w.ever.or(now), w.always.and(now)
		w.told, w.at = max(w.told, w.at), 0
	}
}

func (w *catalogCursor) encode() []byte {
	payload := binary.AppendUvarint(nil, w.base)
	payload = binary.AppendUvarint(payload, w.at)
	payload = binary.AppendUvarint(payload, w.told)
	for _, r := range []rights{w.now, w.ever, w.always} {
		all := byte(0)
		if r.all {
			all = 1
		}
		payload = binary.AppendUvarint(append(payload, all), uint64(len(r.teams)))
		for i := range r.teams {
			payload = append(payload, r.teams[i][:]...)
		}
	}
	return payload
}

// decodeCatalogCursor decodes the result of encode. The caller has authenticated it.
func decodeCatalogCursor(payload []byte) (w catalogCursor, ok bool) {
	ok = true
	number := func() uint64 {
		n, size := binary.Uvarint(payload)
		if size <= 0 {
			ok = false
			return 0
		}
		payload = payload[size:]
		return n
	}
	w.base, w.at, w.told = number(), number(), number()
	for _, r := range []*rights{&w.now, &w.ever, &w.always} {
		r.all = number() == 1
		for n := number(); n > 0 && ok; n-- {
			if ok = len(payload) >= len(crm.ID{}); ok {
				r.teams = append(r.teams, crm.ID(payload))
				payload = payload[len(crm.ID{}):]
			}
		}
	}
	return w, ok && len(payload) == 0
}

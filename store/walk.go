package store

import (
	"encoding/binary"
	"slices"

	"roomkey/crm"
)

// walk is where a client stands in the catalog. It had everything as of base, under the rights of then. In the round since,
// it has been told of what changed up to at. Rights may change within a round; then it begins anew, and what was told in
// vain up to told counts as what the client may have.
type walk struct {
	base, at, told uint64
	now            rights
	ever           rights // of any moment since base: what a client may have
	always         rights // of every moment since base: what a client surely has
}

// rights decide, beside a record's row, who may read it. A user reads their own records, those that their teams share
// and those that the brokerage shares; so several rights together, or what they have in common, are rights again.
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

// user is the user as if they had these rights and no others.
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
	return rights{teams: slices.DeleteFunc(slices.Clone(r.teams), func(id crm.ID) bool { return !slices.Contains(other.teams, id) })}
}

func compareIDs(a, b crm.ID) int { return slices.Compare(a[:], b[:]) }

// fresh reports whether the client has been told of nothing yet.
func (w *walk) fresh() bool { return w.base|w.at|w.told == 0 }

// enter notes the rights that the user has now.
func (w *walk) enter(now rights) {
	switch {
	case w.fresh():
		w.now, w.ever, w.always = now, now, now
	case !w.now.equal(now):
		w.now, w.ever, w.always = now, w.ever.or(now), w.always.and(now)
		w.told, w.at = max(w.told, w.at), 0
	}
}

func (w *walk) encode() []byte {
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

// decodeWalk reads what encode wrote: the cursor has been authenticated before.
func decodeWalk(payload []byte) (w walk, ok bool) {
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

package store

import (
	"encoding/json"

	"roomkey/crm"
)

// Bounds of what a change of the directory tells one user of their losses. Whoever lost more asks the catalog.
const (
	maxLostNamed = 2_000 // records
	lostPerEvent = 500   // records: 20 KB
)

// rightsChanged tells each of these users, who were like this before the entry, by crm.EventAccessChanged in their own
// room, which records they may read no longer.
func (a *applying) rightsChanged(before []*crm.User) error {
	ids := make([]crm.ID, len(before))
	for i, u := range before {
		ids[i] = u.ID
	}
	after, err := usersIn(a.batch, ids)
	if err != nil {
		return err
	}
	events, err := a.losses(before, after)
	if err != nil {
		return err
	}
	a.told = append(a.told, events...)
	return a.directoryChanged()
}

// losses are the events that tell users what they lost. A user whose role or teams have changed is told so even if no
// record is lost: private fields may be, or others were gained, and the catalog says which.
func (a *applying) losses(before, after []*crm.User) ([]crm.Event, error) {
	release, err := a.index.read(a.ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	var events []crm.Event
	for i, was := range before {
		if was.Role == after[i].Role && rightsOf(was).equal(rightsOf(after[i])) {
			continue
		}
		lost, more := a.index.lost(was, after[i], maxLostNamed)
		told, err := lossEvents(after[i].ID, lost, more)
		if err != nil {
			return nil, err
		}
		events = append(events, told...)
	}
	for i := range events {
		events[i].At = fromMicros(a.now)
	}
	return events, nil
}

// lossEvents are access:changed events of at most lostPerEvent records each. The last one says whether there are more.
func lossEvents(user crm.ID, lost []crm.ID, more bool) (events []crm.Event, err error) {
	for {
		part := append([]crm.ID{}, lost[:min(len(lost), lostPerEvent)]...)
		lost = lost[len(part):]
		data, err := json.Marshal(crm.Loss{Gone: part, Cause: crm.LossRights, More: more && len(lost) == 0})
		if err != nil {
			return nil, err
		}
		events = append(events, crm.Event{Room: crm.UserRoom(user), Name: crm.EventAccessChanged, Data: data})
		if len(lost) == 0 {
			return events, nil
		}
	}
}

// lost lists at most limit of the records that a user could read before, and can't read after. more says whether there
// are others. The caller has locked the index.
func (x *index) lost(before, after *crm.User, limit int) (ids []crm.ID, more bool) {
	gone, may := x.readable(before), x.readable(after)
	for i := range gone {
		gone[i] = gone[i] && !may[i]
	}
	for _, t := range crm.Types {
		on := x.partitions[partitionKey{before.Broker, t}]
		if on == nil {
			continue
		}
		for slot, id := range on.ids {
			if on.deleted[slot] || !gone[on.scopes[slot]] {
				continue
			}
			if len(ids) == limit {
				return ids, true
			}
			ids = append(ids, id)
		}
	}
	return ids, false
}

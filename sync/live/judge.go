package live

import (
	"context"
	"encoding/json"

	"roomkey/crdt"
	"roomkey/crm"
)

// judge answers a document's questions within one turn; see replica.Judge.
type judge struct {
	ctx context.Context
	r   *Record
	d   *document
}

// Quarantined is part of replica.Judge.
func (j *judge) Quarantined(h crdt.Hash) (bool, error) {
	denied, err := j.r.records.owners.quarantined(j.ctx, h)
	if err != nil {
		return false, unavailable(err)
	}
	return denied, nil
}

// Owner is part of replica.Judge. An actor that was issued to somebody else is nobody's to claim.
func (j *judge) Owner(actor crdt.Actor, user *crm.User) (owner crm.ID, fresh bool, err error) {
	g := j.r.records
	server := g.actors.of(noUser)
	if user == nil || actor == crdt.Actor(server[:]) {
		return noUser, false, nil
	}
	known, err := g.directory.people(j.ctx, user.Broker)
	if err != nil {
		return noUser, false, unavailable(err)
	}
	if holder, issued := known.issuedTo(actor); issued && holder != user.ID {
		return holder, false, nil
	}
	if owner, fresh, err = g.owners.claim(j.ctx, actor, user.ID); err != nil {
		return noUser, false, unavailable(err)
	}
	return owner, fresh, nil
}

// References is part of replica.Judge.
func (j *judge) References(roots []string, now func(string) (json.RawMessage, bool), user *crm.User) error {
	t := crm.TypeNamed(j.r.record.Type)
	return j.r.checkReferences(j.ctx, t, j.d.Private, roots, now, j.r.projected(j.d.Private), user, nil)
}

// projected gives the root fields as the projection has them.
func (r *Record) projected(private bool) func(string) (json.RawMessage, bool) {
	return func(name string) (json.RawMessage, bool) {
		if r.record == nil {
			return nil, false
		}
		fields := r.record.Fields
		if private {
			fields = r.record.Private
		}
		value, ok := fields[name]
		return value, ok
	}
}

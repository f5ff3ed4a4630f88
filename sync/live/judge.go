package live

import (
	"context"
	"encoding/json"

	"roomkey/crdt"
	"roomkey/crm"
)

// judge answers the questions of a document within one turn. See replica.Judge.
type judge struct {
	ctx context.Context
	d   *document
}

// Quarantined is part of replica.Judge.
func (j *judge) Quarantined(h crdt.Hash) (bool, error) {
	denied, err := j.d.r.records.owners.quarantined(j.ctx, h)
	if err != nil {
		return false, unavailable(err)
	}
	return denied, nil
}

// Owner is part of replica.Judge. Nobody can claim an actor that was issued to somebody else, in whatever brokerage.
func (j *judge) Owner(actor crdt.Actor, user *crm.User) (owner crm.ID, fresh bool, err error) {
	g := j.d.r.records
	server := g.actors.of(noUser)
	if user == nil || actor == crdt.Actor(server[:]) {
		return noUser, false, nil
	}
	holder, issued, err := g.issued.holder(j.ctx, actor)
	if err != nil {
		return noUser, false, unavailable(err)
	}
	if issued && holder != user.ID {
		return holder, false, nil
	}
	if owner, fresh, err = g.owners.claim(j.ctx, actor, user.ID); err != nil {
		return noUser, false, unavailable(err)
	}
	return owner, fresh, nil
}

// References is part of replica.Judge.
func (j *judge) References(roots []string, now func(string) (json.RawMessage, bool), user *crm.User) error {
	check := references{j.d.r, crm.TypeNamed(j.d.r.record.Type), j.d.Private, user, nil}
	return check.all(j.ctx, roots, now, j.d.projected)
}

// Stored is part of replica.Judge.
func (j *judge) Stored() (*crm.Stored, error) {
	stored, err := j.d.stored(j.ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	return stored, nil
}

// projected returns a root field as the projection has it.
func (d *document) projected(name string) (json.RawMessage, bool) {
	if d.r.record == nil {
		return nil, false
	}
	fields := d.r.record.Fields
	if d.Private {
		fields = d.r.record.Private
	}
	value, ok := fields[name]
	return value, ok
}

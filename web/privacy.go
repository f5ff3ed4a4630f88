package web

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// privacy is what a person may ask of a brokerage, and what the law asks.
type privacy struct {
	store   *store.Store
	hub     *realtime.Hub
	records records
	audit   *auditLog
	now     func() time.Time
}

// hold keeps a record of the brokerage from being erased, or releases it.
func (p *privacy) hold(ctx context.Context, who *principal, asked *api.HoldRequest) (*api.Empty, error) {
	if !asked.Hold {
		if err := p.store.ReleaseHold(ctx, who.user().Broker, asked.Record); err != nil {
			return nil, err
		}
		p.audit.note(ctx, who, "privacy:released", asked.Record, asked.Reason)
		return nil, nil
	}
	err := p.store.SetHold(ctx, store.Hold{Record: asked.Record, Broker: who.user().Broker, User: who.user().ID,
		At: p.now(), Reason: asked.Reason})
	if err != nil {
		return nil, err
	}
	p.audit.note(ctx, who, "privacy:held", asked.Record, asked.Reason)
	return nil, nil
}

// holds lists what is held.
func (p *privacy) holds(ctx context.Context, who *principal, _ *api.Empty) (*api.HoldsAnswer, error) {
	holds, err := p.store.Holds(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.Hold, len(holds))
	for i, h := range holds {
		items[i] = api.Hold{Record: h.Record, User: h.User, At: api.TimeOf(h.At), Reason: h.Reason}
	}
	return &api.HoldsAnswer{Items: items}, nil
}

// erase removes a record of the brokerage for ever. The hub tells everybody who could read it, within a second, to wipe
// their copy.
func (p *privacy) erase(ctx context.Context, who *principal, asked *api.EraseRequest) (*api.Empty, error) {
	seen, err := p.find(ctx, who, asked.Record)
	if err != nil {
		return nil, err
	}
	if err := p.store.Erase(ctx, seen.ID()); err != nil {
		return nil, err
	}
	p.hub.Forget(seen.ID())
	p.audit.note(ctx, who, "privacy:erased", seen.ID(), asked.Reason)
	return nil, nil
}

// find finds a record of the brokerage, also one that was deleted.
func (p *privacy) find(ctx context.Context, who *principal, id crm.ID) (*crm.View, error) {
	record, err := p.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	if seen := record.For(who.user()); seen != nil {
		return seen, nil
	}
	if seen := record.Deleted(who.user()); seen != nil {
		return seen, nil
	}
	return nil, crm.ErrNotFound
}

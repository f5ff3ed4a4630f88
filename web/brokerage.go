package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// brokerage is what the caller's brokerage has set for everybody in it.
type brokerage struct {
	store *store.Store
	audit *auditLog
}

func (b *brokerage) show(ctx context.Context, who *principal, _ *api.Empty) (*api.Brokerage, error) {
	id := who.user().Broker
	name, err := b.store.BrokerageName(ctx, id)
	if err != nil {
		return nil, err
	}
	days, err := b.store.ContingencyDays(ctx, id)
	if err != nil {
		return nil, err
	}
	return &api.Brokerage{ID: id, Name: name, ContingencyDays: api.ContingencyDays(days)}, nil
}

// patch changes what is given. The audit log says what was changed, and not to what.
func (b *brokerage) patch(ctx context.Context, who *principal, asked *api.PatchBrokerageRequest) (*api.Brokerage,
	error) {
	if asked.ContingencyDays != nil {
		change := crm.ContingencyDaysChange(*asked.ContingencyDays)
		if change != (crm.ContingencyDaysChange{}) {
			if err := b.store.SetContingencyDays(ctx, who.user().Broker, who.user().ID, change); err != nil {
				return nil, err
			}
			b.audit.note(ctx, who, "brokerage:changed", who.user().Broker, "contingencyDays")
		}
	}
	return b.show(ctx, who, nil)
}

package runner

import (
	"context"
	"encoding/json"

	"roomkey/crm"
	"roomkey/plugins/calls"
)

func (a *attempt) opGet(ctx context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Get](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if err := who.read(asked.Type); err != nil {
		return nil, err
	}
	id, err := crm.ParseID(asked.ID)
	if err != nil {
		return nil, crm.ErrNotFound
	}
	record, err := a.run.Records.Get(ctx, who.user, asked.Type, id)
	if err != nil {
		return nil, err
	}
	record = who.seen(record, asked.Shared)
	a.run.widenReach(record)
	return json.RawMessage(a.run.Records.Show(nil, record)), nil
}

func (a *attempt) opQuery(ctx context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Query](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if err := who.read(asked.Type); err != nil {
		return nil, err
	}
	q := Query{Type: asked.Type, Q: asked.Q, Sort: asked.Sort, Limit: asked.Limit, Cursor: asked.Cursor,
		Archived: asked.Archived, Deleted: asked.Deleted}
	if q.Filters, err = asked.Filters(); err != nil {
		return nil, err
	}
	records, next, err := a.run.Records.Query(ctx, who.user, q)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		records[i] = who.seen(record, asked.Shared)
	}
	a.run.widenReach(records...)
	answer := calls.Page{Items: json.RawMessage("[")}
	for i, record := range records {
		if i > 0 {
			answer.Items = append(answer.Items, ',')
		}
		answer.Items = a.run.Records.Show(answer.Items, record)
	}
	answer.Items = append(answer.Items, ']')
	if next != "" {
		answer.Next = &next
	}
	return answer, nil
}

package web

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// auditView shows the broker role what the audit log says of the brokerage.
type auditView struct{ store *store.Store }

// list answers with a page of it, the newest first. All that is wrong with the question comes at once.
func (v *auditView) list(ctx context.Context, who *principal, asked *api.AuditRequest) (*api.AuditAnswer, error) {
	query := store.AuditQuery{Broker: who.user().Broker, Action: asked.Action, Cursor: asked.Cursor, Limit: asked.Limit}
	var err error
	for _, part := range []error{readID("user", asked.User, &query.User), readID("record", asked.Record, &query.Record),
		readDay("from", asked.From, &query.From), readDay("to", asked.To, &query.To)} {
		err = errors.Join(err, part)
	}
	if err != nil {
		return nil, err
	}
	if !query.To.IsZero() {
		query.To = query.To.AddDate(0, 0, 1)
	}
	lines, next, err := v.store.BrokerageAudit(ctx, &query)
	if err != nil {
		return nil, err
	}
	items := make([]api.AuditLine, len(lines))
	for i, line := range lines {
		items[i] = auditLineOf(line)
	}
	return &api.AuditAnswer{Items: items, Next: orNull(next)}, nil
}

func auditLineOf(line store.AuditLine) api.AuditLine {
	return api.AuditLine{Number: line.Number, At: api.TimeOf(line.At), User: line.User, Action: line.Action,
		Record: line.Record, Field: api.Pointer(line.Field), Reason: line.Reason}
}

// readID reads a parameter that is an id; "" leaves it as it is.
func readID(name, text string, into *crm.ID) error {
	if text == "" {
		return nil
	}
	id, err := crm.ParseID(text)
	if err != nil || id.IsZero() {
		return crm.Invalid(name, "must be an id")
	}
	*into = id
	return nil
}

// readDay reads a parameter that is a day; "" leaves it as it is.
func readDay(name, text string, into *time.Time) error {
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return crm.Invalid(name, "must be a day, such as 2026-11-30")
	}
	*into = at
	return nil
}

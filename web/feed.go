package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// feeds tell what happened, and what the caller was told.
type feeds struct{ store *store.Store }

// activity answers with what happened lately to records that the caller may read, the newest first.
func (f *feeds) activity(ctx context.Context, who *principal, asked *api.ActivityRequest) (*api.ActivityAnswer, error) {
	lines, next, err := f.store.Activity(ctx, who.user(), asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]api.Activity, 0, len(lines))
	for _, line := range lines {
		items = append(items, api.Activity{At: api.TimeOf(line.At), User: line.User,
			Action: line.Action, Record: line.Record,
			Field: api.Pointer(line.Field), Reason: line.Reason})
	}
	return &api.ActivityAnswer{Items: items, Next: orNull(next)}, nil
}

// notifications answers with the caller's notifications, the newest first. One about a record that the caller may no
// longer read is left out, unless it says so.
func (f *feeds) notifications(ctx context.Context, who *principal,
	asked *api.NotificationsRequest) (*api.NotificationsAnswer, error) {
	notifications, next, err := f.store.Notifications(ctx, who.user().ID, asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	var about []crm.ID
	for _, n := range notifications {
		about = append(about, n.Record)
	}
	records, err := f.store.Rows(ctx, distinct(about))
	if err != nil {
		return nil, err
	}
	readable := map[crm.ID]bool{{}: true} // about no record
	for _, record := range records {
		readable[record.ID] = record.For(who.user()) != nil
	}
	items := []api.Notification{}
	for _, n := range notifications {
		if readable[n.Record] || crm.NoticeOutlastsRights(n.Kind) {
			items = append(items, api.Notification{ID: n.ID, At: api.TimeOf(n.At), Read: n.Read,
				Kind: n.Kind, Record: n.Record,
				By: n.By, Data: n.Data})
		}
	}
	return &api.NotificationsAnswer{Items: items, Next: orNull(next)}, nil
}

// markRead marks some of the caller's notifications as read, or all where none are named.
func (f *feeds) markRead(ctx context.Context, who *principal, asked *api.ReadNotificationsRequest) (*api.Empty, error) {
	return nil, f.store.ReadNotifications(ctx, who.user().ID, asked.IDs...)
}

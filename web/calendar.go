package web

import (
	"bytes"
	"context"
	"io"

	"roomkey/crm"
	"roomkey/internal/ical"
	"roomkey/store"
	"roomkey/web/api"
)

// Bounds of a calendar feed: calendar programs keep what they are given, and show years of it badly.
const (
	calendarPage = 500
	calendarMost = 5000 // records of a type
)

// calendars give out users' own appointments and deadlines to calendar programs, which can't sign in: whoever knows a
// feed's secret reads it.
type calendars struct {
	store *store.Store
	auth  *Auth
	audit *auditLog
}

func (c *calendars) get(ctx context.Context, who *principal, _ *api.Empty) (*api.CalendarAnswer, error) {
	feed, err := c.store.CalendarFeed(ctx, who.user().ID)
	if err != nil {
		return nil, err
	}
	return c.answer(who, feed), nil
}

// renew begins to give out the caller's calendar, or gives it a new secret, which ends the one before.
func (c *calendars) renew(ctx context.Context, who *principal, _ *api.Empty) (*api.CalendarAnswer, error) {
	feed, err := c.store.RenewCalendarFeed(ctx, who.user().ID)
	if err != nil {
		return nil, err
	}
	c.audit.note(ctx, who, "calendar:renewed", who.user().ID, "")
	return c.answer(who, feed), nil
}

func (c *calendars) end(ctx context.Context, who *principal, _ *api.Empty) (*api.Empty, error) {
	if err := c.store.EndCalendarFeed(ctx, who.user().ID); err != nil {
		return nil, err
	}
	c.audit.note(ctx, who, "calendar:ended", who.user().ID, "")
	return nil, nil
}

func (c *calendars) answer(who *principal, feed store.CalendarFeed) *api.CalendarAnswer {
	if !feed.Active {
		return &api.CalendarAnswer{}
	}
	path := apiPath + "/calendar/" + c.auth.signer.calendarSecret(who.user().ID, feed.Generation) + ".ics"
	return &api.CalendarAnswer{Path: &path, Since: api.TimeOrNull(feed.At)}
}

// feed answers with a calendar: the appointments that its user owns, and the deadlines of the user's escrows, as the
// user may read them now. Private fields are in none of it.
func (c *calendars) feed(ctx context.Context, who *principal, _ *api.CalendarRequest) (*api.Download, error) {
	user := who.user()
	calendar := ical.Calendar{Name: "Roomkey, " + user.Name}
	for _, of := range []struct {
		kind   string
		events func(*crm.View) []ical.Event
	}{{"appointment", appointmentEvents}, {"escrow", deadlineEvents}} {
		if err := c.each(ctx, user, of.kind, func(v *crm.View) {
			calendar.Events = append(calendar.Events, of.events(v)...)
		}); err != nil {
			return nil, err
		}
	}
	return &api.Download{Stream: api.Stream{Body: io.NopCloser(bytes.NewReader(calendar.Bytes()))},
		Disposition: `inline; filename="roomkey.ics"`}, nil
}

// each calls f with the records of a type that are the user's own and not archived, the latest first.
func (c *calendars) each(ctx context.Context, user *crm.User, kind string, f func(*crm.View)) error {
	query := store.Query{Type: kind, Sort: "createdAt", Desc: true, Limit: calendarPage,
		Filters: []store.Filter{{Field: "owner", Op: "eq", Value: user.ID.String()}}}
	for read := 0; read < calendarMost; read += calendarPage {
		page, err := c.store.List(ctx, user, query)
		if err != nil {
			return err
		}
		for _, seen := range page.Items {
			f(seen)
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			break
		}
	}
	return nil
}

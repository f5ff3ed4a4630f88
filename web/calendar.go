package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
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

// errNoCalendar is the one answer for a secret that was never good, one that was replaced, and a disabled account.
var errNoCalendar = crm.Errorf(crm.CodeNotFound, "there is no such calendar")

// calendars give out users' own appointments and deadlines to calendar programs, which can't sign in: whoever knows a
// feed's secret reads it.
type calendars struct {
	store *store.Store
	auth  *Auth
	rates *rates
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
func (c *calendars) feed(ctx context.Context, _ *principal, asked *api.CalendarRequest) (*api.Download, error) {
	user, err := c.reader(ctx, asked.Secret)
	if err != nil {
		return nil, err
	}
	if err := c.rates.calendar(user.ID); err != nil {
		return nil, err
	}
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

// reader is whose calendar a secret is for.
func (c *calendars) reader(ctx context.Context, secret string) (*crm.User, error) {
	id, ok := calendarUser(secret)
	if !ok {
		return nil, errNoCalendar
	}
	feed, err := c.store.CalendarFeed(ctx, id)
	if err != nil {
		return nil, err
	}
	want := c.auth.signer.calendarSecret(id, feed.Generation)
	if !hmac.Equal([]byte(want), []byte(secret)) || !feed.Active {
		return nil, errNoCalendar
	}
	user, err := c.store.UserByID(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && user.Disabled {
		return nil, errNoCalendar
	}
	return user, err
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

// calendarSecret is the secret of a user's feed: the user, and a proof that only this server can make. It is never
// stored, and follows from the generation.
func (s *signer) calendarSecret(user crm.ID, generation int64) string {
	mac := hmac.New(sha256.New, s.calendar)
	mac.Write(user[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(generation)))
	return base64.RawURLEncoding.EncodeToString(append(user[:], mac.Sum(nil)[:16]...))
}

// calendarUser is the user whom a secret names, whether or not it is good.
func calendarUser(secret string) (user crm.ID, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != len(user)+16 {
		return crm.ID{}, false
	}
	return crm.ID(raw[:len(user)]), true
}

package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"roomkey/crm"
)

// errNoCalendar is the one answer for a secret that was never good, one that was replaced, and a disabled account.
var errNoCalendar = crm.Errorf(crm.CodeNotFound, "there is no such calendar")

// identifyCalendar says whose calendar a secret is for: somebody who may only read. The error is errNoCalendar or the
// store's.
func (a *Auth) identifyCalendar(ctx context.Context, secret string) (crm.Principal, error) {
	id, ok := calendarUser(secret)
	if !ok {
		return crm.Principal{}, errNoCalendar
	}
	feed, err := a.store.CalendarFeed(ctx, id)
	if err != nil {
		return crm.Principal{}, err
	}
	if !a.signer.isCalendarSecret(secret, id, feed.Generation) || !feed.Active {
		return crm.Principal{}, errNoCalendar
	}
	user, err := a.store.UserByID(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && user.Disabled {
		return crm.Principal{}, errNoCalendar
	}
	if err != nil {
		return crm.Principal{}, err
	}
	return crm.Principal{User: *user, ReadOnly: true}, nil
}

// calendarSecret is the secret of a user's feed: the user, and a proof that only this server can make. It is never
// stored, and follows from the generation.
func (s *signer) calendarSecret(user crm.ID, generation int64) string {
	return calendarSecretBy(s.calendar[0], user, generation)
}

// isCalendarSecret reports whether a secret is that of a user's feed.
func (s *signer) isCalendarSecret(secret string, user crm.ID, generation int64) bool {
	is := false
	for _, key := range s.calendar {
		is = hmac.Equal([]byte(calendarSecretBy(key, user, generation)), []byte(secret)) || is
	}
	return is
}

func calendarSecretBy(key []byte, user crm.ID, generation int64) string {
	mac := hmac.New(sha256.New, key)
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

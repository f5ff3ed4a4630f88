package web

import (
	"time"

	"roomkey/crm"
)

// Rates per minute, unless the configuration has others.
const (
	loginsPerAccount = 10
	loginsPerAddress = 60
	reportsPerMinute = 10  // per user
	tasksPerMinute   = 120 // that a user may start or try again: a person starts a few, a script one or two a second
)

// rates bound how often something may be done. Safe for concurrent use.
type rates struct {
	account *throttle
	address *throttle
	reports *throttle
	starts  *throttle
}

// newRates makes them of the rates per minute that can be set.
func newRates(account, address, starts int, now func() time.Time) *rates {
	per := func(minute int) *throttle { return newThrottle(minute, now) }
	return &rates{account: per(account), address: per(address), reports: per(reportsPerMinute), starts: per(starts)}
}

// take counts a call of a route by a user; the error is rate_limited.
func (r *rates) take(kind rateKind, user crm.ID) error {
	switch kind {
	case startRate:
		return r.starts.take(user.String())
	case reportRate:
		return r.reports.take(user.String())
	}
	return nil
}

// signIn counts an attempt to sign in; the error is rate_limited.
func (r *rates) signIn(address, account string) error {
	if err := r.address.take(addressKey(address)); err != nil {
		return err
	}
	return r.account.take(account)
}

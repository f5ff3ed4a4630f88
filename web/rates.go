package web

import (
	"net/netip"
	"time"

	"roomkey/crm"
)

// Rates per minute, unless the configuration has others.
const (
	loginsPerAccount = 10
	loginsPerAddress = 60
	// strangerShare is for how many networks the rate of one account suffices, as long as the devices are unknown.
	strangerShare    = 6
	reportsPerMinute = 10 // per user
	// of one session: a browser with many tabs needs few, and each leaves a row behind until the session ends
	refreshesPerMinute = 120
	settingsPerMinute  = 120 // that a user may write: each write of preferences and views has others ask again
	calendarsPerMinute = 10  // of one user's feed: each device's calendar program asks every few minutes at most
	// of refresh cookies from one address that no region knows: anybody can make them, and each costs every region a
	// question
	strangeCookies = 120
	tasksPerMinute = 120 // that a user may start or try again: a person starts a few, a script one or two a second
)

// rates bound how often something may be done. Safe for concurrent use.
type rates struct {
	device    *throttle // sign-ins from one device that is known
	network   *throttle // … to one account, from unknown devices of one network
	strangers *throttle // … to one account, from all unknown devices
	address   *throttle // … to all accounts, from unknown devices at one address
	invited   *throttle // tries of links of invitations, by address
	refreshes *throttle // of one session
	reports   *throttle
	starts    *throttle
	calendars *throttle
	settings  *throttle
}

// newRates makes them of the rates per minute that can be set.
func newRates(account, address, starts int, now func() time.Time) *rates {
	per := func(minute int) *throttle { return newThrottle(minute, now) }
	return &rates{device: per(account), network: per(account), strangers: per(strangerShare * account),
		address: per(address), invited: per(address), refreshes: per(refreshesPerMinute),
		reports: per(reportsPerMinute), starts: per(starts), calendars: per(calendarsPerMinute),
		settings: per(settingsPerMinute)}
}

// take counts a call of a route by a user; the error is rate_limited.
func (r *rates) take(kind rateKind, user crm.ID) error {
	switch kind {
	case startRate:
		return r.starts.take(user.String())
	case settingRate:
		return r.settings.take(user.String())
	case calendarRate:
		return r.calendars.take(user.String())
	case reportRate:
		return r.reports.take(user.String())
	}
	return nil
}

// signIn counts an attempt to sign in to an account; the error is rate_limited. mark is the device's, or "". What
// strangers do never counts against a known device, so that they can keep nobody out of their account (ADR 24).
func (r *rates) signIn(account, mark string, from netip.Addr) error {
	if mark != "" {
		return r.device.take(markKey(mark))
	}
	if err := r.address.take(addressKey(from)); err != nil {
		return err
	}
	if err := r.network.take(networkKey(from) + " " + account); err != nil {
		return err
	}
	return r.strangers.take(account)
}

// invitation counts a try of a link of an invitation: as many as sign-ins of strangers at one address. The error is
// rate_limited.
func (r *rates) invitation(from netip.Addr) error { return r.invited.take(addressKey(from)) }

// guess counts a try at the password of an account that a session is signed in to; the error is rate_limited.
func (r *rates) guess(session string) error { return r.device.take("session " + session) }

// refresh counts a trade of a session's refresh token; the error is rate_limited.
func (r *rates) refresh(session crm.ID) error { return r.refreshes.take(session.String()) }

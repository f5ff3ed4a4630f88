package session

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Run does the periodic work until ctx ends. Each second: pings, deadlines and presence that lapses. When the directory
// has changed: rights, and DirectoryChanged. When its time has come: presence that had to wait. An idle server wakes up
// no more often.
func (s *Sockets) Run(ctx context.Context) {
	if err := s.config.DirectoryChanged(ctx); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("take in the directory", "error", err)
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	var later <-chan time.Time // nil: no presence waits
	var seen *uint64           // the version of the directory that everybody was checked against; nil: none yet
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.rooms.later:
			if later == nil {
				later = time.After(presenceInterval)
			}
		case <-later:
			later = nil
			s.rooms.flush(s.config.Now())
		case <-ticker.C:
			now := s.config.Now()
			for _, session := range s.snapshot() {
				session.tick(now)
			}
			s.forgetAnswers(now)
			var err error
			if seen, err = s.recheckIfChanged(ctx, seen); err != nil && ctx.Err() == nil {
				s.config.Log.Warn("recheck the directory", "error", err)
			}
		}
	}
}

// recheckIfChanged rechecks everybody if the directory's version is not the one seen, and returns the version that it
// sees.
func (s *Sockets) recheckIfChanged(ctx context.Context, seen *uint64) (*uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	version, err := s.config.Storage.DirectoryVersion(ctx)
	if err != nil || seen != nil && *seen == version {
		return seen, err
	}
	if err := errors.Join(s.Recheck(ctx), s.config.DirectoryChanged(ctx)); err != nil {
		return seen, err
	}
	return &version, nil
}

// Recheck looks up again who everybody is, closes the sockets of disabled users (4501), of ended sign-ins (3500) and of
// those that were ended from elsewhere (4502), and takes rooms and documents from users who lost the right to them.
// Run does so within a second of a change of the directory, also by another process; call it after a change that must
// not wait. Errors: the storage's; then some sessions were not looked at.
func (s *Sockets) Recheck(ctx context.Context) error {
	people := make(map[crm.ID]*crm.User)
	for _, session := range s.snapshot() {
		id := session.user().ID
		user, known := people[id]
		if !known {
			var err error
			if user, err = s.config.Storage.UserByID(ctx, id); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
				return err
			} else if err != nil {
				user = nil
			}
			people[id] = user
		}
		if err := s.recheck(ctx, session, user); err != nil {
			return err
		}
	}
	return nil
}

// recheck gives one session its user as the directory knows them now; nil where they are gone.
func (s *Sockets) recheck(ctx context.Context, session *Session, user *crm.User) error {
	if user == nil {
		session.close(wire.CloseDisabled)
		return nil
	}
	if !user.Disabled {
		over, err := s.endOf(ctx, session)
		if err != nil {
			return err
		}
		if over != nil {
			session.close(over)
			return nil
		}
	}
	session.identify(ctx, func(who *crm.Principal) { who.User = *user })
	return nil
}

// endOf says how to close a socket whose sign-in is over, since it must not outlive a change of password. nil: it goes
// on.
func (s *Sockets) endOf(ctx context.Context, session *Session) (*wire.Close, error) {
	who, _ := session.principal()
	if s.config.Ended == nil || who.SessionID == "" {
		return nil, nil
	}
	end, err := s.config.Ended(ctx, who.SessionID)
	return closeOf(end, who.SessionID), err
}

// closeOf is the code for a sign-in that has ended so; nil where it goes on.
func closeOf(end crm.SessionEnd, sessionID string) *wire.Close {
	if end == crm.SessionGoesOn {
		return nil
	}
	if id, err := crm.ParseID(sessionID); err == nil && end == crm.SessionRevoked {
		return wire.CloseRevoked(id)
	}
	return wire.CloseSignedOut
}

// EndSession closes the sockets that came by a sign-in or token which has ended so: 3500, or 4502 where it was revoked.
func (s *Sockets) EndSession(sessionID string, end crm.SessionEnd) {
	over := closeOf(end, sessionID)
	for _, session := range s.snapshot() {
		if who, _ := session.principal(); who.SessionID == sessionID && sessionID != "" && over != nil {
			session.close(over)
		}
	}
}

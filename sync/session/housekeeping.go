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

// Recheck looks up again who everybody is, closes the sockets of disabled users (4501) and of ended sign-ins (3500),
// and takes rooms and documents from users who lost the right to them. Run does so within a second of a change of the
// directory, also by another process; call it after a change that must not wait. Errors: the storage's; then some
// sessions were not looked at.
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
		if ended, err := s.wasEnded(ctx, session); err != nil {
			return err
		} else if ended {
			session.close(wire.CloseSignedOut)
			return nil
		}
	}
	session.identify(ctx, func(who *crm.Principal) { who.User = *user })
	return nil
}

// wasEnded reports whether the sign-in that a socket came by is over: a socket must not outlive a change of password.
func (s *Sockets) wasEnded(ctx context.Context, session *Session) (bool, error) {
	who, _ := session.principal()
	if s.config.Ended == nil || who.SessionID == "" {
		return false, nil
	}
	return s.config.Ended(ctx, who.SessionID)
}

// EndSession closes the sockets that came by a sign-in or token which was ended (3500).
func (s *Sockets) EndSession(sessionID string) {
	for _, session := range s.snapshot() {
		if who, _ := session.principal(); who.SessionID == sessionID && sessionID != "" {
			session.close(wire.CloseSignedOut)
		}
	}
}

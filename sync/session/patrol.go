package session

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Run does what time alone brings about, until ctx ends: pings, deadlines and presence that lapses, each second; rights and
// what was erased, when the directory has changed; presence that had to wait, when its time has come. A server at rest is
// woken no oftener.
func (s *Sockets) Run(ctx context.Context) {
	if err := s.config.DirectoryChanged(ctx); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("read what was erased", "error", err)
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	var later <-chan time.Time // nil: no presence waits
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.rooms.soiled:
			if later == nil {
				later = time.After(presenceInterval)
			}
		case <-later:
			later = nil
			s.rooms.flush(s.config.Now())
		case <-ticker.C:
			s.tick(ctx)
		}
	}
}

func (s *Sockets) tick(ctx context.Context) {
	now := s.config.Now()
	for _, session := range s.snapshot() {
		session.tick(now)
	}
	if err := s.recheckIfChanged(ctx); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("recheck the directory", "error", err)
	}
}

func (s *Sockets) recheckIfChanged(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	version, err := s.config.Storage.DirectoryVersion(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	same := version == s.version && s.checked
	s.mu.Unlock()
	if same {
		return nil
	}
	if err := errors.Join(s.Recheck(ctx), s.config.DirectoryChanged(ctx)); err != nil {
		return err
	}
	s.mu.Lock()
	s.version, s.checked = version, true
	s.mu.Unlock()
	return nil
}

// Recheck looks up again who everybody is, closes the sockets of who is disabled (4501) or signed out (3500), and takes rooms and documents
// from who lost the right to them. Run does so within a second of a change of the directory, also by another process; call
// it after a change that must not wait. Errors: the storage's, and then some sessions were not looked at.
func (s *Sockets) Recheck(ctx context.Context) error {
	people := make(map[crm.ID]*crm.User)
	for _, session := range s.snapshot() {
		id := session.userID()
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
		if user == nil {
			session.close(wire.CloseDisabled)
			continue
		}
		if !user.Disabled {
			if ended, err := s.wasEnded(ctx, session); err != nil {
				return err
			} else if ended {
				session.close(wire.CloseSignedOut)
				continue
			}
		}
		session.identify(ctx, func(who *crm.Principal) { who.User = *user })
	}
	return nil
}

// wasEnded reports whether the sign-in that a socket came by is over: a socket must not outlive a change of password.
func (s *Sockets) wasEnded(ctx context.Context, session *Session) (bool, error) {
	session.mu.Lock()
	id := session.who.SessionID
	session.mu.Unlock()
	if s.config.Ended == nil || id == "" {
		return false, nil
	}
	return s.config.Ended(ctx, id)
}

// EndSession closes the sockets that came by a sign-in or token which was ended (3500).
func (s *Sockets) EndSession(sessionID string) {
	for _, session := range s.snapshot() {
		session.mu.Lock()
		if session.who.SessionID == sessionID && sessionID != "" {
			session.closeLocked(wire.CloseSignedOut)
		}
		session.mu.Unlock()
	}
}

// Drain closes every socket with 3001, admits no more, and returns when all have ended or ctx has.
func (s *Sockets) Drain(ctx context.Context) {
	s.mu.Lock()
	if !s.draining {
		s.draining = true
		if len(s.all) == 0 {
			close(s.empty)
		}
	}
	s.mu.Unlock()
	for _, session := range s.snapshot() {
		session.close(wire.CloseShutdown)
	}
	select {
	case <-s.empty:
	case <-ctx.Done():
	}
}

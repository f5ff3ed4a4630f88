package signin

import (
	"context"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// errBusy refuses questions beyond those that may be under way.
var errBusy error = crm.Errorf(crm.CodeUnavailable, "too many sign-ins of other regions are being looked for")

// errNoAnswer is the answer where a region that was just heard has not answered. It does, or it is silent soon.
var errNoAnswer error = crm.Errorf(crm.CodeUnavailable, "another region that may know this sign-in does not answer yet")

// Session gives a session, from another region where this one does not know it. Errors: not_found, and of those
// crm.ErrRegionSilent; unavailable.
func (s *SignIns) Session(ctx context.Context, id crm.ID) (crm.Session, error) {
	session, err := s.config.Store.Session(ctx, id)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return session, err
	}
	if _, known := s.config.Store.SessionState(ctx, id); crm.CodeOf(known) != crm.CodeNotFound {
		return session, err // it has ended
	}
	if err := s.find(ctx, &wire.SessionQuestion{Session: id}); err != nil {
		return crm.Session{}, err
	}
	return s.config.Store.Session(ctx, id)
}

// SessionByRefresh gives the session of a refresh token, from another region where this one does not know it. Errors:
// as of Session.
func (s *SignIns) SessionByRefresh(ctx context.Context, refresh []byte, grace time.Duration) (crm.Session, error) {
	session, err := s.config.Store.SessionByRefresh(ctx, refresh, grace)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return session, err
	}
	if _, old := s.config.Store.SessionByRefresh(ctx, refresh, forever); crm.CodeOf(old) != crm.CodeNotFound {
		return session, err // it was replaced too long ago
	}
	if err := s.find(ctx, &wire.SessionQuestion{Token: crm.Hash(refresh)}); err != nil {
		return crm.Session{}, err
	}
	return s.config.Store.SessionByRefresh(ctx, refresh, grace)
}

// RotateRefresh replaces a refresh token, by the region whose session it is. Where that is silent, this region takes
// the session over. Errors: as of Store's.
func (s *SignIns) RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (crm.Session, error) {
	q := &wire.SessionQuestion{Token: crm.Hash(old), Next: crm.Hash(next), Grace: grace}
	for range 2 { // the region that owned it may tell of another one
		session, err := s.config.Store.SessionByRefresh(ctx, old, forever)
		if err != nil {
			return session, err
		}
		page, err := s.config.Store.SessionState(ctx, session.ID)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return session, err
		}
		if err != nil || page.Sessions[0].Region == s.config.Port.Region() {
			break
		}
		q.Session = session.ID
		verdict, err := s.trade(ctx, page.Sessions[0].Region, q)
		switch {
		case err != nil:
			if err := s.takeOver(ctx, &page.Sessions[0]); err != nil {
				return crm.Session{}, err
			}
		case verdict == wire.SessionTraded:
			return session, nil
		case verdict == wire.SessionEnded:
			return crm.Session{}, crm.ErrNotFound
		case verdict == wire.SessionTooOften:
			return crm.Session{}, crm.ErrTradedOften
		case verdict == wire.SessionUnknown: // its database is an older one
			if err := s.takeOver(ctx, &page.Sessions[0]); err != nil {
				return crm.Session{}, err
			}
		}
	}
	return s.config.Store.RotateRefresh(ctx, old, next, grace)
}

// trade has the region whose session it is replace a refresh token. An error means that it is silent.
func (s *SignIns) trade(ctx context.Context, owner string, q *wire.SessionQuestion) (wire.SessionVerdict, error) {
	if s.peers[owner] == nil || !s.config.There(owner) {
		return 0, crm.ErrRegionSilent
	}
	verdict, page, err := s.ask(ctx, owner, q)
	if err != nil {
		return 0, err
	}
	_, err = s.take(ctx, page)
	if err != nil {
		s.config.Log.Warn("a session of another region can't be taken in", "region", owner, "error", err)
	}
	return verdict, nil
}

// takeOver makes a session this region's.
func (s *SignIns) takeOver(ctx context.Context, state *crm.SessionState) error {
	if err := s.config.Store.OwnSession(ctx, state.ID); err != nil {
		return err
	}
	s.config.Log.Info("a session of another region was taken over", "session", state.ID, "region", state.Region)
	return nil
}

// ask asks a region about a session.
func (s *SignIns) ask(ctx context.Context, region string, q *wire.SessionQuestion) (wire.SessionVerdict,
	*crm.SessionPage, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	m, err := s.config.Port.Request(ctx, wire.SessionSubject(region), wire.KindSession, crm.ID{},
		wire.EncodeSessionQuestion(q), wire.KindSessionAnswer)
	if err != nil {
		return 0, nil, err
	}
	verdict, page, err := wire.DecodeSessionAnswer(m.Payload)
	if err == nil && len(page.Sessions) > 0 && !q.Session.IsZero() && page.Sessions[0].ID != q.Session {
		err = crm.Invalid("message", "is about another session")
	}
	if err != nil {
		s.config.Port.Malformed()
	}
	return verdict, page, err
}

// find asks all regions that are heard about a session, and takes in what they know. Errors: not_found,
// crm.ErrRegionSilent, unavailable.
func (s *SignIns) find(ctx context.Context, q *wire.SessionQuestion) error {
	places := s.asking
	if q.Session.IsZero() {
		places = s.byToken
	}
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	default:
		return errBusy
	}
	var asking sync.WaitGroup
	var mu sync.Mutex // guards found and failed
	found, silent, failed := false, false, false
	for region := range s.peers {
		if !s.config.There(region) {
			silent = true
			continue
		}
		asking.Go(func() {
			verdict, page, err := s.ask(ctx, region, q)
			if err == nil {
				_, err = s.take(ctx, page)
			}
			mu.Lock()
			defer mu.Unlock()
			found, failed = found || err == nil && verdict != wire.SessionUnknown, failed || err != nil
		})
	}
	asking.Wait()
	switch {
	case found:
		return nil
	case failed:
		return errNoAnswer
	case silent:
		return crm.ErrRegionSilent
	}
	return crm.ErrNotFound
}

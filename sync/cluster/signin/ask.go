package signin

import (
	"context"
	"errors"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// errBusy refuses questions beyond those that may be under way.
var errBusy error = crm.Errorf(crm.CodeUnavailable, "too many sign-ins of other regions are being looked for")

// errNoAnswer is the answer where a region that was just heard has not answered. It does, or it is silent soon.
var errNoAnswer error = crm.Errorf(crm.CodeUnavailable, "another region that may know this sign-in does not answer yet")

// errMoves is the answer where regions tell of one owner of a session after the other.
var errMoves error = crm.Errorf(crm.CodeUnavailable, "this sign-in is moving to another region: try again")

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
	if _, _, err := s.find(ctx, &wire.SessionQuestion{Session: id}); err != nil {
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
	_, id, err := s.find(ctx, &wire.SessionQuestion{Token: crm.Hash(refresh)})
	if err != nil {
		return crm.Session{}, err
	}
	session, err = s.config.Store.SessionByRefresh(ctx, refresh, grace)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return session, err
	}
	// The token is none of the newest: it was replaced at some time since the session was made.
	page, err := s.config.Store.SessionState(ctx, id)
	if err == nil && (page.Sessions[0].Ended || page.At.Sub(page.Sessions[0].Created) > grace) {
		err = crm.ErrNotFound
	}
	if err != nil {
		return crm.Session{}, err
	}
	return page.Sessions[0].Session, nil
}

// RotateRefresh replaces a refresh token, by the region whose session it is. Where that is silent, this region takes
// the session over. Errors: as of Store's.
func (s *SignIns) RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (crm.Session, error) {
	q := &wire.SessionQuestion{Token: crm.Hash(old), Next: crm.Hash(next), Grace: grace}
	for range 2 { // the region that owned it may tell of another one
		session, err := s.config.Store.SessionByRefresh(ctx, old, forever)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return s.rotateElsewhere(ctx, q)
		}
		if err != nil {
			return session, err
		}
		page, err := s.config.Store.SessionState(ctx, session.ID)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return session, err
		}
		if err != nil || page.Sessions[0].Region == s.config.Port.Region() {
			return s.config.Store.RotateRefresh(ctx, old, next, grace)
		}
		q.Session = session.ID
		mine := &page.Sessions[0]
		verdict, told, err := s.trade(ctx, mine.Region, q)
		switch {
		case err == nil && verdict > wire.SessionKnown:
			return session, outcome(verdict)
		case err == nil && verdict == wire.SessionKnown && later(&told.Sessions[0], mine):
			continue
		}
		// It is silent, or its database is an older one and does not know that the session is its own.
		if err := s.takeOver(ctx, mine); err != nil {
			return crm.Session{}, err
		}
		return s.config.Store.RotateRefresh(ctx, old, next, grace)
	}
	return crm.Session{}, errMoves
}

// rotateElsewhere has the other regions judge a refresh token that this one does not know: it was replaced long ago, or
// this region has missed something.
func (s *SignIns) rotateElsewhere(ctx context.Context, q *wire.SessionQuestion) (crm.Session, error) {
	_, id, err := s.find(ctx, &wire.SessionQuestion{Token: q.Token})
	verdict := wire.SessionUnknown
	if err == nil {
		q.Session = id
		verdict, _, err = s.find(ctx, q)
	}
	switch {
	case errors.Is(err, crm.ErrRegionSilent): // the session has not ended by this
		return crm.Session{}, errNoAnswer
	case err == nil:
		err = outcome(verdict)
	}
	if err != nil {
		return crm.Session{}, err
	}
	return s.config.Store.Session(ctx, id)
}

// outcome is the error of a trade. unavailable: there was none.
func outcome(verdict wire.SessionVerdict) error {
	switch verdict {
	case wire.SessionTraded:
		return nil
	case wire.SessionEnded:
		return crm.ErrNotFound
	case wire.SessionTooOften:
		return crm.ErrTradedOften
	}
	return errMoves
}

// later reports whether a region has told of a later owner than the one that is known here.
func later(told, known *crm.SessionState) bool {
	return told.Term > known.Term || told.Term == known.Term && told.Region < known.Region
}

// trade has the region whose session it is replace a refresh token, and gives what it knows of the session. An error
// means that it is silent.
func (s *SignIns) trade(ctx context.Context, owner string, q *wire.SessionQuestion) (wire.SessionVerdict,
	*crm.SessionPage, error) {
	if s.peers[owner] == nil || !s.config.There(owner) {
		return 0, nil, crm.ErrRegionSilent
	}
	verdict, page, err := s.ask(ctx, owner, q)
	if err != nil {
		return 0, nil, err
	}
	_, err = s.take(ctx, page)
	if err != nil {
		s.config.Log.Warn("a session of another region can't be taken in", "region", owner, "error", err)
	}
	return verdict, page, nil
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

// find asks all regions that are heard about a session, and takes in what they know. Of their verdicts it gives the one
// that says most. Errors: not_found, crm.ErrRegionSilent, unavailable.
func (s *SignIns) find(ctx context.Context, q *wire.SessionQuestion) (most wire.SessionVerdict, id crm.ID, err error) {
	places := s.asking
	if q.Session.IsZero() {
		places = s.byToken
	}
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	default:
		return most, id, errBusy
	}
	var asking sync.WaitGroup
	var mu sync.Mutex // guards most, id and failed
	silent, failed := false, false
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
			if failed = failed || err != nil; err == nil && verdict > most {
				most, id = verdict, page.Sessions[0].ID
			}
		})
	}
	asking.Wait()
	switch {
	case most != wire.SessionUnknown:
		return most, id, nil
	case failed:
		return most, id, errNoAnswer
	case silent:
		return most, id, crm.ErrRegionSilent
	}
	return most, id, crm.ErrNotFound
}

package signin

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// answer says what is known of a session, and replaces its refresh token where that is asked for.
func (s *SignIns) answer(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	q, err := wire.DecodeSessionQuestion(question.Payload)
	if err != nil {
		s.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	verdict, page, err := s.judge(ctx, q)
	if err != nil {
		s.config.Log.Warn("another region's question about a session can't be answered", "region", question.Region,
			"error", err)
		return 0, nil, false
	}
	return wire.KindSessionAnswer, wire.EncodeSessionAnswer(verdict, &page), true
}

func (s *SignIns) judge(ctx context.Context, q *wire.SessionQuestion) (verdict wire.SessionVerdict,
	page crm.SessionPage, err error) {
	id := q.Session
	if id.IsZero() {
		session, err := s.config.Store.SessionByRefresh(ctx, q.Token[:], forever)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return wire.SessionUnknown, page, nil
		}
		if err != nil {
			return 0, page, err
		}
		id = session.ID
	}
	page, err = s.config.Store.SessionState(ctx, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return wire.SessionUnknown, crm.SessionPage{}, nil
	case err != nil:
		return 0, page, err
	case page.Sessions[0].Ended:
		return wire.SessionEnded, page, nil
	case q.Next == (crm.Hash{}):
		return wire.SessionKnown, page, nil
	case page.Sessions[0].Region != s.config.Port.Region():
		// Whose session it is may not know a token that was replaced long ago: then its use ends the session here.
		stale, err := s.stale(ctx, q)
		if err != nil || !stale {
			return wire.SessionKnown, page, err
		}
	}
	return s.rotate(ctx, id, q)
}

// stale reports whether a refresh token is known here and was replaced too long ago. It stays so.
func (s *SignIns) stale(ctx context.Context, q *wire.SessionQuestion) (bool, error) {
	_, err := s.config.Store.SessionByRefresh(ctx, q.Token[:], q.Grace)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return false, err
	}
	_, err = s.config.Store.SessionByRefresh(ctx, q.Token[:], forever)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return false, nil
	}
	return err == nil, err
}

// rotate replaces a refresh token of a session that is this region's, or ends a session by one that is stale.
func (s *SignIns) rotate(ctx context.Context, id crm.ID, q *wire.SessionQuestion) (verdict wire.SessionVerdict,
	page crm.SessionPage, err error) {
	of, err := s.config.Store.SessionByRefresh(ctx, q.Token[:], forever)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && of.ID != id {
		return wire.SessionUnknown, page, nil
	}
	if err != nil {
		return 0, page, err
	}
	_, failed := s.config.Store.RotateRefresh(ctx, q.Token[:], q.Next[:], q.Grace)
	switch {
	case failed == nil || crm.CodeOf(failed) == crm.CodeConflict:
		verdict = wire.SessionTraded
	case errors.Is(failed, crm.ErrTradedOften):
		verdict = wire.SessionTooOften
	case crm.CodeOf(failed) == crm.CodeNotFound:
		verdict = wire.SessionEnded
	default:
		return 0, page, failed
	}
	if verdict != wire.SessionTraded {
		s.config.Ended(id)
	}
	page, err = s.config.Store.SessionState(ctx, id)
	return verdict, page, err
}

package signin

import (
	"context"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/follow"
	"roomkey/sync/cluster/wire"
)

// keepTelling tells the others what changes after a change, until ctx ends.
func (s *SignIns) keepTelling(ctx context.Context, told uint64) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	last := time.Now() // of durations only
	for {
		select {
		case <-s.config.Store.SessionsDue():
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		due := time.Since(last) >= tellAtLeast
		through, err := s.tell(ctx, told, due)
		if err != nil && ctx.Err() == nil {
			s.config.Log.Warn("other regions can't be told of sessions", "error", err)
		}
		if due || through != told {
			last = time.Now()
		}
		told = through
	}
}

// tell sends what has changed after a change, and says up to which one. If nothing has, it says so where that is due.
func (s *SignIns) tell(ctx context.Context, told uint64, due bool) (through uint64, err error) {
	for {
		limited, cancel := context.WithTimeout(ctx, storeTime)
		page, err := s.config.Store.ChangedSessions(limited, told, wire.SessionsAtOnce)
		cancel()
		if err != nil || len(page.Sessions) == 0 && !due {
			return told, err
		}
		// What is another region's is told by that one.
		page.Sessions = slices.DeleteFunc(page.Sessions, func(state crm.SessionState) bool {
			return !state.Ended && state.Region != s.config.Port.Region()
		})
		// One that is lost is missed, and pulled.
		_ = s.config.Port.Publish(wire.SessionsSubject(s.config.Port.Region()), wire.KindSessions, crm.ID{},
			wire.EncodeSessions(&page))
		if told = page.Through; page.Last {
			return told, nil
		}
	}
}

// hear takes what another region tells.
func (s *SignIns) hear(m wire.Message) {
	p := s.peers[m.Region]
	if p == nil {
		return
	}
	page, err := wire.DecodeSessions(m.Payload)
	if err != nil {
		s.config.Port.Malformed()
		return
	}
	s.takeFrom(context.Background(), p, m.Boot, page)
}

// takeFrom takes a page of another region in.
func (s *SignIns) takeFrom(ctx context.Context, p *follow.Peer, boot uint64, page *crm.SessionPage) (ok bool) {
	taken, err := s.take(ctx, page)
	if err != nil {
		s.config.Log.Warn("sessions of another region can't be taken in", "region", p.Region, "error", err)
		p.PullSoon()
		return false
	}
	p.Took(boot, spanOf(page), taken.Unknown)
	return true
}

func spanOf(p *crm.SessionPage) follow.Span {
	return follow.Span{After: p.After, Through: p.Through, Last: p.Last}
}

// pull asks another region for what has changed after a change, and takes it in.
func (s *SignIns) pull(ctx context.Context, p *follow.Peer, after uint64) (span follow.Span, ok bool) {
	limited, cancel := context.WithTimeout(ctx, pullTime)
	defer cancel()
	m, err := s.config.Port.Request(limited, wire.SessionsPullSubject(p.Region), wire.KindSessionsPull, crm.ID{},
		wire.EncodeNumber(after), wire.KindSessionsPage)
	if err != nil {
		return span, false
	}
	page, err := wire.DecodeSessions(m.Payload)
	if err != nil || !spanOf(page).Answers(after) {
		s.config.Port.Malformed()
		return span, false
	}
	return spanOf(page), s.takeFrom(ctx, p, m.Boot, page)
}

// answerPull gives a page of what this region knows.
func (s *SignIns) answerPull(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	after, err := wire.DecodeNumber(question.Payload)
	if err != nil {
		s.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	page, err := s.config.Store.ChangedSessions(ctx, after, wire.SessionsAtOnce)
	if err != nil {
		s.config.Log.Error("another region's question can't be answered", "region", question.Region, "error", err)
		return 0, nil, false
	}
	return wire.KindSessionsPage, wire.EncodeSessions(&page), true
}

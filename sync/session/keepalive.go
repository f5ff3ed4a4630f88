package session

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// tick does what time alone brings about; the registry calls it each second.
func (s *Session) tick(now time.Time) {
	s.mu.Lock()
	if s.end == nil {
		s.deadlinesLocked(now)
	}
	if s.end == nil {
		s.pingLocked(now)
	}
	expired := s.end == nil && s.presence.expire(now)
	s.mu.Unlock()
	if expired {
		s.announce()
	}
}

func (s *Session) deadlinesLocked(now time.Time) {
	switch {
	case s.peer == "" && now.Sub(s.started) >= joinTimeout:
		s.closeLocked(wire.CloseNoJoin)
	case !s.writingSince.IsZero() && now.Sub(s.writingSince) >= stallTimeout:
		s.closeLocked(wire.CloseSlow)
	case !s.who.Expires.IsZero():
		s.expireLocked(now)
	}
}

// expireLocked warns before the token ends, and closes the socket when its grace is over.
func (s *Session) expireLocked(now time.Time) {
	left := s.who.Expires.Sub(now)
	if left <= -expiryGrace {
		s.closeLocked(wire.CloseExpired)
		return
	}
	if left <= expiryWarning && !s.warned {
		s.warned = true
		s.tellLocked(func() []byte { return wire.EncodeExpiring(left) })
	}
}

// pingLocked asks for signs of life, and gives up on a peer that has shown none since it was asked. While a long frame is
// being written no ping gets out, and while the reader rests no pong gets in: neither counts as silence.
func (s *Session) pingLocked(now time.Time) {
	limits := &s.sockets.config.Limits
	heard := time.Unix(0, s.heard.Load())
	if limits.PongTimeout > 0 && !s.paused && s.pinged.After(heard) && now.Sub(heard) >= limits.PongTimeout {
		s.closeLocked(wire.CloseNoPong)
		return
	}
	if limits.Ping > 0 && now.Sub(s.pingQueued) >= limits.Ping {
		s.pingQueued = now
		if s.writingSince.IsZero() {
			s.pushLocked(outgoing{kind: outPing})
		}
	}
}

// renew takes a fresh token. A bad one changes nothing; one of somebody else's ends the session.
func (s *Session) renew(ctx context.Context, token string) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	who, err := s.sockets.config.Renew(ctx, token)
	if err != nil {
		s.push(outgoing{body: wire.EncodeError(err, "")})
		return
	}
	s.mu.Lock()
	same := who.User.ID == s.who.User.ID && who.ReadOnly == s.who.ReadOnly
	s.mu.Unlock()
	switch {
	case !same:
		s.close(wire.CloseBadToken)
	case who.User.Disabled:
		s.close(wire.CloseDisabled)
	default:
		s.identify(ctx, func(now *crm.Principal) { *now = who })
		s.push(outgoing{body: wire.EncodeRenewed(who.Expires)})
	}
}

// identify changes what the session knows of its user, and takes back what they no longer may.
func (s *Session) identify(ctx context.Context, change func(*crm.Principal)) {
	s.mu.Lock()
	version := s.rights
	who := *s.who
	change(&who)
	s.setPrincipalLocked(who)
	user, changed := &s.who.User, s.rights != version
	if who.User.Disabled {
		s.closeLocked(wire.CloseDisabled)
	}
	docs, rooms := s.heldLocked()
	s.mu.Unlock()
	if !changed || user.Disabled {
		return
	}
	for _, m := range rooms {
		s.sockets.rooms.recheck(ctx, m, user)
	}
	for _, doc := range docs {
		doc.link.Recheck(user)
	}
}

func (s *Session) heldLocked() (docs []*openDoc, rooms []*member) {
	for _, doc := range s.docs {
		docs = append(docs, doc)
	}
	for _, m := range s.rooms {
		rooms = append(rooms, m)
	}
	return docs, rooms
}

func (s *Session) setPrincipalLocked(who crm.Principal) {
	who.Socket = s.id
	if s.who == nil || who.Expires != s.who.Expires {
		s.warned = false
	}
	if s.who == nil || !sameRights(&s.who.User, &who.User) {
		s.rights++
	}
	s.who = &who
}

// sameRights compares what the access rule reads of a user.
func sameRights(a, b *crm.User) bool {
	if a.ID != b.ID || a.Role != b.Role || a.Broker != b.Broker || a.Disabled != b.Disabled || len(a.Teams) != len(b.Teams) {
		return false
	}
	for _, team := range a.Teams {
		if !b.InTeam(team) {
			return false
		}
	}
	return true
}

package session

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// renew takes a fresh token. A bad one changes nothing; somebody else's ends the session.
func (s *Session) renew(ctx context.Context, token string) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	fresh, err := s.config.Renew(ctx, token)
	if err != nil {
		s.push(outgoing{body: wire.EncodeError(err, "")})
		return
	}
	who, _ := s.principal()
	switch {
	case fresh.User.ID != who.User.ID || fresh.ReadOnly != who.ReadOnly:
		s.close(wire.CloseBadToken)
	case fresh.User.Disabled:
		s.close(wire.CloseDisabled)
	default:
		s.identify(ctx, func(now *crm.Principal) { *now = fresh })
		s.push(outgoing{body: wire.EncodeRenewed(fresh.Expires)})
	}
}

// identify replaces the session's user, and takes back rooms and documents that they may no longer have.
func (s *Session) identify(ctx context.Context, change func(*crm.Principal)) {
	s.mu.Lock()
	version := s.rights
	who := *s.who
	change(&who)
	s.setPrincipalLocked(who)
	user, changed := &s.who.User, s.rights != version
	if user.Disabled {
		s.closeLocked(wire.CloseDisabled)
	}
	s.mu.Unlock()
	if !changed || user.Disabled {
		return
	}
	for _, in := range s.inRooms.all() {
		s.rooms.recheck(ctx, in, user)
	}
	for _, doc := range openDocsOf(s) {
		doc.link.Recheck(user)
	}
}

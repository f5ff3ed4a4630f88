package web

import (
	"context"
	"net/http"

	"roomkey/crm"
)

// patchUser changes what is given of a user. Nobody may take the broker role from themselves, or disable themselves: a
// brokerage must not lock itself out.
func (s *Server) patchUser(ctx context.Context, c *call) error {
	user, err := s.member(ctx, c)
	if err != nil {
		return err
	}
	asked, err := readPatch[struct {
		Name     *string   `json:"name"`
		Role     *crm.Role `json:"role"`
		Teams    *[]crm.ID `json:"teams"`
		Disabled *bool     `json:"disabled"`
		Password *string   `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	changed := *user
	assign(&changed.Name, asked.Name)
	assign(&changed.Role, asked.Role)
	assign(&changed.Teams, asked.Teams)
	changed.Teams = distinct(changed.Teams)
	assign(&changed.Disabled, asked.Disabled)
	if err := s.checkUser(ctx, &changed); err != nil {
		return err
	}
	if user.ID == c.user().ID && (changed.Role != user.Role || changed.Disabled) {
		return crm.Errorf(crm.CodeConflict, "you may not take this from yourself")
	}
	hash := ""
	if asked.Password != nil {
		if hash, err = s.newHash(ctx, *asked.Password); err != nil {
			return err
		}
	}
	if err := s.change(ctx, c, user, &changed, hash); err != nil {
		return err
	}
	return c.json(http.StatusOK, userOf(&changed))
}

// change stores what was asked for and has the hub look at the user's sockets again.
func (s *Server) change(ctx context.Context, c *call, before, after *crm.User, hash string) error {
	if err := s.store.SetUser(ctx, after); err != nil {
		return err
	}
	s.audit(ctx, c, "user:changed", after.ID, "")
	if hash != "" {
		sessions, err := s.store.Sessions(ctx, after.ID)
		if err != nil {
			return err
		}
		if err := s.store.SetPassword(ctx, after.ID, hash); err != nil {
			return err
		}
		s.audit(ctx, c, "user:password", after.ID, "")
		for _, session := range sessions {
			s.hub.EndSession(session.ID.String())
		}
	}
	if before.Disabled != after.Disabled {
		return s.setDisabled(ctx, c, after.ID, after.Disabled)
	}
	s.recheck(ctx)
	return nil
}

func (s *Server) setDisabled(ctx context.Context, c *call, id crm.ID, disabled bool) error {
	if err := s.store.SetDisabled(ctx, id, disabled); err != nil {
		return err
	}
	action := "user:enabled"
	if disabled {
		action = "user:disabled"
	}
	s.audit(ctx, c, action, id, "")
	s.recheck(ctx)
	return nil
}

// recheck has the hub look at everybody's rights now; else it does so within a second.
func (s *Server) recheck(ctx context.Context) {
	if err := s.hub.Recheck(ctx); err != nil {
		s.log.Warn("recheck rights", "err", err)
	}
}

// audit notes what the caller did to the directory. That it was done stands even where the note could not be written.
func (s *Server) audit(ctx context.Context, c *call, action string, subject crm.ID, reason string) {
	entry := crm.AuditEntry{At: s.now(), User: c.user().ID, Action: action, Record: subject, Reason: reason}
	if err := s.store.Audit(ctx, entry); err != nil {
		s.log.Error("audit", "action", action, "user", c.user().ID, "err", err)
	}
}

func assign[T any](target *T, value *T) {
	if value != nil {
		*target = *value
	}
}

// deleteUser disables an account: what the user owns and wrote stays theirs.
func (s *Server) deleteUser(ctx context.Context, c *call) error {
	user, err := s.member(ctx, c)
	if err != nil {
		return err
	}
	if user.ID == c.user().ID {
		return crm.Errorf(crm.CodeConflict, "you may not take this from yourself")
	}
	if err := s.setDisabled(ctx, c, user.ID, true); err != nil {
		return err
	}
	return c.nothing()
}

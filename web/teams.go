package web

import (
	"context"
	"net/http"
	"strings"

	"roomkey/crm"
	"roomkey/store"
)

// teamJSON is a team as answers show it.
type teamJSON struct {
	ID   crm.ID `json:"id"`
	Name string `json:"name"`
}

func (s *Server) listTeams(ctx context.Context, c *call) error {
	teams, err := s.store.Teams(ctx, c.user().Broker)
	if err != nil {
		return err
	}
	items := make([]teamJSON, 0, len(teams))
	for _, team := range teams {
		items = append(items, teamJSON{team.ID, team.Name})
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// team finds a team of the caller's brokerage; any other is not_found.
func (s *Server) team(ctx context.Context, c *call) (store.Team, error) {
	id, err := c.id("id")
	if err != nil {
		return store.Team{}, errNoPerson
	}
	teams, err := s.store.Teams(ctx, c.user().Broker)
	if err != nil {
		return store.Team{}, err
	}
	for _, team := range teams {
		if team.ID == id {
			return team, nil
		}
	}
	return store.Team{}, errNoPerson
}

func (s *Server) getTeam(ctx context.Context, c *call) error {
	team, err := s.team(ctx, c)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, teamJSON{team.ID, team.Name})
}

func (s *Server) createTeam(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Name string `json:"name"`
	}](c)
	if err != nil {
		return err
	}
	name, err := teamName(asked.Name)
	if err != nil {
		return err
	}
	team, err := s.store.AddTeam(ctx, c.user().Broker, name)
	if err != nil {
		return taken("name", err)
	}
	s.audit(ctx, c, "team:created", team.ID, "")
	return c.json(http.StatusCreated, teamJSON{team.ID, team.Name})
}

func (s *Server) patchTeam(ctx context.Context, c *call) error {
	team, err := s.team(ctx, c)
	if err != nil {
		return err
	}
	asked, err := readPatch[struct {
		Name *string `json:"name"`
	}](c)
	if err != nil {
		return err
	}
	assign(&team.Name, asked.Name)
	if team.Name, err = teamName(team.Name); err != nil {
		return err
	}
	if err := s.store.RenameTeam(ctx, team.Broker, team.ID, team.Name); err != nil {
		return taken("name", err)
	}
	s.audit(ctx, c, "team:changed", team.ID, "")
	return c.json(http.StatusOK, teamJSON{team.ID, team.Name})
}

// deleteTeam removes a team and its memberships. Its records stay with their owners and the broker role.
func (s *Server) deleteTeam(ctx context.Context, c *call) error {
	team, err := s.team(ctx, c)
	if err != nil {
		return err
	}
	if err := s.store.RemoveTeam(ctx, team.Broker, team.ID); err != nil {
		return err
	}
	s.audit(ctx, c, "team:deleted", team.ID, "")
	s.recheck(ctx)
	return c.nothing()
}

func teamName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxName {
		return "", crm.Invalid("name", "must have 1 to %d bytes", maxName)
	}
	return name, nil
}

package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// teams are those of the caller's brokerage.
type teams struct {
	store  *store.Store
	audit  *auditLog
	rights *rightsWatch
}

func teamOf(team store.Team) *api.Team { return &api.Team{ID: team.ID, Name: team.Name} }

func (t *teams) list(ctx context.Context, who *principal, _ *api.Empty) (*api.TeamsAnswer, error) {
	teams, err := t.store.Teams(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.Team, 0, len(teams))
	for _, team := range teams {
		items = append(items, *teamOf(team))
	}
	return &api.TeamsAnswer{Items: items}, nil
}

// find finds a team of the caller's brokerage; any other is not_found.
func (t *teams) find(ctx context.Context, who *principal, id crm.ID) (store.Team, error) {
	teams, err := t.store.Teams(ctx, who.user().Broker)
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

func (t *teams) get(ctx context.Context, who *principal, asked *api.ByID) (*api.Team, error) {
	team, err := t.find(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	return teamOf(team), nil
}

func (t *teams) create(ctx context.Context, who *principal, asked *api.CreateTeamRequest) (*api.Team, error) {
	team, err := t.store.AddTeam(ctx, who.user().Broker, asked.Name)
	if err != nil {
		return nil, taken("name", err)
	}
	t.audit.note(ctx, who, "team:created", team.ID, "")
	return teamOf(team), nil
}

func (t *teams) patch(ctx context.Context, who *principal, asked *api.PatchTeamRequest) (*api.Team, error) {
	team, err := t.find(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	assign(&team.Name, asked.Name)
	if err := t.store.RenameTeam(ctx, team.Broker, team.ID, team.Name); err != nil {
		return nil, taken("name", err)
	}
	t.audit.note(ctx, who, "team:changed", team.ID, "")
	return teamOf(team), nil
}

// remove removes a team and its memberships. Its records stay with their owners and the broker role.
func (t *teams) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	team, err := t.find(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	if err := t.store.RemoveTeam(ctx, team.Broker, team.ID); err != nil {
		return nil, err
	}
	t.audit.note(ctx, who, "team:deleted", team.ID, "")
	t.rights.recheck(ctx)
	return nil, nil
}

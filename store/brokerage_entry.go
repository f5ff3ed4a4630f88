package store

import "roomkey/crm"

// Kinds of entries.
var (
	entryFounded     = writesRows[brokerageFounded]("brokerage.founded")
	entryTeamAdded   = writesRows[teamAdded]("team.added")
	entryTeamRenamed = writesRows[teamRenamed]("team.renamed")
	entryTeamRemoved = writesRows[teamRemoved]("team.removed")
)

// ErrNoTeam says that there is no such team.
var ErrNoTeam = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such team"}

// teamNamed is a team that an entry makes.
type teamNamed struct {
	ID   crm.ID `json:"id"`
	Name string `json:"name"`
}

// brokerageFounded makes a brokerage and its teams. The brokerage is the entry's.
type brokerageFounded struct {
	Name  string      `json:"name"`
	Teams []teamNamed `json:"teams,omitempty"`
}

func (w *brokerageFounded) apply(a *applying) error {
	if err := insertBrokerage(a, w.Name, w.Teams); err != nil {
		return err
	}
	return a.directoryChanged()
}

// insertBrokerage makes the entry's brokerage, unless its name is empty: then it is there already. It makes teams.
func insertBrokerage(a *applying, name string, teams []teamNamed) error {
	if name != "" {
		err := a.exec(`INSERT INTO brokerages (id, name) VALUES (?, ?)`, keyID(a.broker), name)
		if err != nil {
			return err
		}
	}
	for _, team := range teams {
		if err := insertTeam(a, team); err != nil {
			return err
		}
	}
	return nil
}

func insertTeam(a *applying, team teamNamed) error {
	return a.exec(`INSERT INTO teams (id, broker, name) VALUES (?, ?, ?)`, keyID(team.ID), keyID(a.broker),
		team.Name)
}

// teamAdded makes a team.
type teamAdded teamNamed

func (w *teamAdded) apply(a *applying) error {
	if err := insertTeam(a, teamNamed(*w)); err != nil {
		return err
	}
	return a.directoryChanged()
}

// teamRenamed gives a team another name.
type teamRenamed teamNamed

func (w *teamRenamed) apply(a *applying) error {
	err := a.mustChange(ErrNoTeam, `UPDATE teams SET name = ? WHERE id = ? AND broker = ?`, w.Name, keyID(w.ID),
		keyID(a.broker))
	if err != nil {
		return err
	}
	return a.directoryChanged()
}

// teamRemoved removes a team and its memberships.
type teamRemoved struct {
	ID crm.ID `json:"id"`
}

func (w *teamRemoved) apply(a *applying) error {
	members, err := scanIDs(a.query(`SELECT user FROM memberships WHERE team = ?`, keyID(w.ID)))
	if err != nil {
		return err
	}
	before, err := usersIn(a.batch, members)
	if err != nil {
		return err
	}
	err = a.mustChange(ErrNoTeam, `DELETE FROM teams WHERE id = ? AND broker = ?`, keyID(w.ID), keyID(a.broker))
	if err != nil {
		return err
	}
	return a.rightsChanged(before)
}

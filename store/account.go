package store

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"roomkey/crm"
)

// Bounds of accounts.
const (
	maxName  = 200 // bytes
	maxTeams = 64  // of one user
)

// Directory holds brokerages, their teams and users, and the numbers that brokerages give out.
type Directory struct {
	db     *handle
	ledger *RowLedger
}

// DirectoryVersion rises whenever a brokerage, a team, a user or a membership changes, also when another process
// changes it. A running server compares it once a second. The call also makes the store notice other changes by other
// processes.
func (d *Directory) DirectoryVersion(ctx context.Context) (uint64, error) {
	d.db.writer.noticeOthers()
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var version uint64
	err := d.db.reader.row(ctx, `SELECT version FROM directory`).Scan(&version)
	return version, classify("read the directory's version", err)
}

// Brokerage returns the id of the brokerage with a name, and makes the brokerage if there is none.
func (d *Directory) Brokerage(ctx context.Context, name string) (id crm.ID, err error) {
	if err := checkName("broker", name); err != nil {
		return id, err
	}
	var of crm.ID
	err = d.ledger.write(ctx, "make a brokerage", func(b *batch) (p plannedWrite, err error) {
		found := false
		if of, found, err = d.brokerageNamed(b, name); err != nil || found {
			return p, err
		}
		return plannedWrite{entryFounded, of, &brokerageFounded{Name: name}}, nil
	})
	if err != nil {
		return id, err
	}
	return of, nil
}

// brokerageNamed finds a brokerage by its name, or draws an id for it.
func (d *Directory) brokerageNamed(b *batch, name string) (id crm.ID, found bool, err error) {
	return d.find(b, `SELECT id FROM brokerages WHERE name = ?`, name)
}

// TeamNamed returns the id of a brokerage's team with a name, and makes the team if there is none.
func (d *Directory) TeamNamed(ctx context.Context, broker crm.ID, name string) (id crm.ID, err error) {
	if err := checkName("team", name); err != nil {
		return id, err
	}
	var of crm.ID
	err = d.ledger.write(ctx, "make a team", func(b *batch) (p plannedWrite, err error) {
		found := false
		if of, found, err = d.teamNamed(b, broker, name); err != nil || found {
			return p, err
		}
		return plannedWrite{entryTeamAdded, broker, &teamAdded{of, name}}, nil
	})
	if err != nil {
		return id, err
	}
	return of, nil
}

// teamNamed finds a brokerage's team by its name, or draws an id for it.
func (d *Directory) teamNamed(b *batch, broker crm.ID, name string) (id crm.ID, found bool, err error) {
	return d.find(b, `SELECT id FROM teams WHERE broker = ? AND name = ?`, keyID(broker), name)
}

// find finds an id, or draws one.
func (d *Directory) find(b *batch, text string, by ...any) (id crm.ID, found bool, err error) {
	var blob []byte
	err = b.row(text, by...).Scan(&blob)
	if absent(err) {
		return d.db.newID(), false, nil
	}
	if err == nil {
		id, err = toID(blob)
	}
	return id, err == nil, err
}

// AddTeam makes a team. crm.CodeConflict: the brokerage has a team with this name.
func (d *Directory) AddTeam(ctx context.Context, broker crm.ID, name string) (Team, error) {
	team := Team{ID: d.db.newID(), Broker: broker, Name: name}
	if err := checkName("name", name); err != nil {
		return team, err
	}
	return team, d.ledger.write(ctx, "add a team", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryTeamAdded, broker, &teamAdded{team.ID, name}}, nil
	})
}

// RenameTeam renames a team of a brokerage. ErrNoTeam: the brokerage has no such team.
func (d *Directory) RenameTeam(ctx context.Context, broker, team crm.ID, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	return d.ledger.write(ctx, "rename a team", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryTeamRenamed, broker, &teamRenamed{team, name}}, nil
	})
}

// RemoveTeam removes a team of a brokerage, and its memberships. The team's records stay with it: if only the team
// could read them, now only their owners and the broker role can, and the members' rooms are told so. ErrNoTeam: the
// brokerage has no such team.
func (d *Directory) RemoveTeam(ctx context.Context, broker, team crm.ID) error {
	if err := d.ledger.warm(ctx); err != nil {
		return err
	}
	return d.ledger.write(ctx, "remove a team", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryTeamRemoved, broker, &teamRemoved{team}}, nil
	})
}

// Teams lists a brokerage's teams by name.
func (d *Directory) Teams(ctx context.Context, broker crm.ID) (teams []Team, err error) {
	err = d.db.reader.snapshot(ctx, "read teams", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, name FROM teams WHERE broker = ? ORDER BY name`, keyID(broker))
		return each(rows, err, func(row rowScanner) error {
			team := Team{Broker: broker}
			var id []byte
			if err := row.Scan(&id, &team.Name); err != nil {
				return err
			}
			team.ID, err = toID(id)
			teams = append(teams, team)
			return err
		})
	})
	return teams, err
}

// BrokerageName returns a brokerage's name. crm.CodeNotFound: there is no such brokerage.
func (d *Directory) BrokerageName(ctx context.Context, broker crm.ID) (name string, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT name FROM brokerages WHERE id = ?`, keyID(broker)).Scan(&name)
	if absent(err) {
		return "", crm.Errorf(crm.CodeNotFound, "there is no such brokerage")
	}
	return name, classify("read a brokerage", err)
}

// Brokerages lists the ids of all brokerages.
func (d *Directory) Brokerages(ctx context.Context) (ids []crm.ID, err error) {
	err = d.db.reader.snapshot(ctx, "read brokerages", func(ctx context.Context, tx querier) error {
		ids, err = scanIDs(tx.QueryContext(ctx, `SELECT id FROM brokerages ORDER BY name`))
		return err
	})
	return ids, err
}

// checkUser validates those fields of a user that a caller can set.
func checkUser(u *crm.User) error {
	if err := checkName("name", u.Name); err != nil {
		return err
	}
	return checkPlace(u.Email, u.Role, u.Teams)
}

// checkPlace validates by which address somebody is, and may be, in a brokerage.
func checkPlace(email string, role crm.Role, teams []crm.ID) error {
	address, err := mail.ParseAddress(email)
	if err != nil || address.Address != email || len(email) > maxName {
		return crm.Invalid("email", "must be an e-mail address")
	}
	if !slices.Contains(crm.Roles, role) {
		return crm.Invalid("role", "must be one of: broker, lead, agent, viewer")
	}
	if len(teams) > maxTeams {
		return crm.Invalid("teams", "are more than %d", maxTeams)
	}
	return nil
}

func checkName(parameter, name string) error {
	if strings.TrimSpace(name) == "" || len(name) > maxName {
		return crm.Invalid(parameter, "must be a name of at most %d bytes", maxName)
	}
	return nil
}

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

// ErrNoUser says that there is no such user.
var ErrNoUser = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such user"}

// ErrNoTeam says that there is no such team.
var ErrNoTeam = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such team"}

// Directory holds brokerages, their teams and users, and the numbers that brokerages give out.
type Directory struct {
	db          *handle
	credentials *Credentials // ended with the password, and with the account
	rooms       *RoomLog     // where users are told what they lost
	index       *index       // which records they lost
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

// changeDirectory runs f as a change of the directory.
func (d *Directory) changeDirectory(ctx context.Context, operation string, f func(*batch) error) error {
	return d.db.update(ctx, operation, func(b *batch) error {
		if err := f(b); err != nil {
			return err
		}
		return b.exec(`UPDATE directory SET version = version + 1`)
	})
}

// Brokerage returns the id of the brokerage with a name, and makes the brokerage if there is none.
func (d *Directory) Brokerage(ctx context.Context, name string) (id crm.ID, err error) {
	if err := checkName("broker", name); err != nil {
		return id, err
	}
	err = d.changeDirectory(ctx, "make a brokerage", func(b *batch) error { return d.brokerageNamed(b, &id, name) })
	return id, err
}

func (d *Directory) brokerageNamed(b *batch, id *crm.ID, name string) error {
	fresh := d.db.newID()
	return findOrInsert(b, id, fresh, `SELECT id FROM brokerages WHERE name = ?`, []any{name},
		`INSERT INTO brokerages (id, name) VALUES (?, ?)`, keyID(fresh), name)
}

// TeamNamed returns the id of a brokerage's team with a name, and makes the team if there is none.
func (d *Directory) TeamNamed(ctx context.Context, broker crm.ID, name string) (id crm.ID, err error) {
	if err := checkName("team", name); err != nil {
		return id, err
	}
	err = d.changeDirectory(ctx, "make a team", func(b *batch) error { return d.teamNamed(b, &id, broker, name) })
	return id, err
}

func (d *Directory) teamNamed(b *batch, id *crm.ID, broker crm.ID, name string) error {
	fresh := d.db.newID()
	return findOrInsert(b, id, fresh, `SELECT id FROM teams WHERE broker = ? AND name = ?`, []any{keyID(broker), name},
		`INSERT INTO teams (id, broker, name) VALUES (?, ?, ?)`, keyID(fresh), keyID(broker), name)
}

// findOrInsert finds an id, or inserts a row with a new one.
func findOrInsert(b *batch, id *crm.ID, fresh crm.ID, find string, by []any, insert string, args ...any) error {
	var found []byte
	err := b.row(find, by...).Scan(&found)
	if err == nil {
		*id, err = toID(found)
		return err
	}
	if !absent(err) {
		return err
	}
	*id = fresh
	return b.exec(insert, args...)
}

// AddTeam makes a team. crm.CodeConflict: the brokerage has a team with this name.
func (d *Directory) AddTeam(ctx context.Context, broker crm.ID, name string) (Team, error) {
	team := Team{ID: d.db.newID(), Broker: broker, Name: name}
	if err := checkName("name", name); err != nil {
		return team, err
	}
	return team, d.changeDirectory(ctx, "add a team", func(b *batch) error {
		return b.exec(`INSERT INTO teams (id, broker, name) VALUES (?, ?, ?)`, keyID(team.ID), keyID(broker), name)
	})
}

// RenameTeam renames a team of a brokerage. ErrNoTeam: the brokerage has no such team.
func (d *Directory) RenameTeam(ctx context.Context, broker, team crm.ID, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	return d.changeDirectory(ctx, "rename a team", func(b *batch) error {
		return b.mustChange(ErrNoTeam, `UPDATE teams SET name = ? WHERE id = ? AND broker = ?`,
			name, keyID(team), keyID(broker))
	})
}

// RemoveTeam removes a team of a brokerage, and its memberships. The team's records stay with it: if only the team
// could read them, now only their owners and the broker role can, and the members' rooms are told so. ErrNoTeam: the
// brokerage has no such team.
func (d *Directory) RemoveTeam(ctx context.Context, broker, team crm.ID) error {
	members := func(b *batch) ([]crm.ID, error) { return membersOf(b, team) }
	return d.changeRights(ctx, "remove a team", members, func(b *batch) error {
		return b.mustChange(ErrNoTeam, `DELETE FROM teams WHERE id = ? AND broker = ?`, keyID(team), keyID(broker))
	})
}

func membersOf(b *batch, team crm.ID) ([]crm.ID, error) {
	return scanIDs(b.query(`SELECT user FROM memberships WHERE team = ?`, keyID(team)))
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
	address, err := mail.ParseAddress(u.Email)
	if err != nil || address.Address != u.Email || len(u.Email) > maxName {
		return crm.Invalid("email", "must be an e-mail address")
	}
	if !slices.Contains(crm.Roles, u.Role) {
		return crm.Invalid("role", "must be one of: broker, lead, agent, viewer")
	}
	if len(u.Teams) > maxTeams {
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

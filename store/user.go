package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"roomkey/crm"
)

// UserByID returns a user, also a disabled one. ErrNoUser: there is no such user.
func (d *Directory) UserByID(ctx context.Context, id crm.ID) (*crm.User, error) {
	return d.oneUser(ctx, `SELECT `+userColumns+` FROM users u WHERE u.id = ?`, keyID(id))
}

// UserByEmail returns the user with an e-mail address, in upper or lower case. ErrNoUser: there is no such user.
func (d *Directory) UserByEmail(ctx context.Context, email string) (*crm.User, error) {
	return d.oneUser(ctx, `SELECT `+userColumns+` FROM users u WHERE u.email = ?`, email)
}

// Users lists a brokerage's users, also disabled ones, by name.
func (d *Directory) Users(ctx context.Context, broker crm.ID) ([]*crm.User, error) {
	return d.usersBy(ctx, broker, `u.name, u.email`)
}

// UsersByAge lists a brokerage's users, also disabled ones, the oldest account first.
func (d *Directory) UsersByAge(ctx context.Context, broker crm.ID) ([]*crm.User, error) {
	return d.usersBy(ctx, broker, `u.created, u.id`)
}

func (d *Directory) usersBy(ctx context.Context, broker crm.ID, order string) (users []*crm.User, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := d.db.reader.query(ctx, `SELECT `+userColumns+` FROM users u WHERE u.broker = ? ORDER BY `+order,
		keyID(broker))
	err = each(rows, err, func(row rowScanner) error {
		u, err := scanUser(row)
		users = append(users, u)
		return err
	})
	return users, classify("read users", err)
}

// UserIDs lists the users of all brokerages, also disabled ones.
func (d *Directory) UserIDs(ctx context.Context) (ids []crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	ids, err = scanIDs(d.db.reader.query(ctx, `SELECT id FROM users`))
	return ids, classify("read the ids of users", err)
}

// HasActive reports whether an account with one of these addresses is not disabled.
func (d *Directory) HasActive(ctx context.Context, emails []string) (active bool, err error) {
	list, err := json.Marshal(emails)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE NOT disabled
		AND email IN (SELECT value FROM json_each(?)))`, string(list)).Scan(&active)
	return active, classify("look for active accounts", err)
}

// Password returns a user's password hash; "" if the user can't sign in with a password. ErrNoUser: there is no such
// user.
func (d *Directory) Password(ctx context.Context, user crm.ID) (hash string, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT password FROM users WHERE id = ?`, keyID(user)).Scan(&hash)
	if absent(err) {
		return "", ErrNoUser
	}
	return hash, classify("read a password", err)
}

// AddUser adds a user with a password hash. It draws an id if u has none. crm.CodeConflict: the address is taken.
// crm.CodeInvalid: a field of u is wrong.
func (d *Directory) AddUser(ctx context.Context, u *crm.User, password string) error {
	if err := checkUser(u); err != nil {
		return err
	}
	return d.changeDirectory(ctx, "add a user", func(b *batch) error { return d.insertUser(b, u, password) })
}

func (d *Directory) insertUser(b *batch, u *crm.User, password string) error {
	var one int
	err := b.row(`SELECT 1 FROM users WHERE email = ?`, u.Email).Scan(&one)
	if err == nil {
		return &crm.Error{Code: crm.CodeConflict, Field: "email", Message: "is the address of an account already"}
	}
	if !absent(err) {
		return err
	}
	if u.ID.IsZero() {
		u.ID = d.db.newID()
	}
	err = b.exec(`INSERT INTO users (id, broker, email, name, role, password, disabled, created)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		keyID(u.ID), keyID(u.Broker), u.Email, u.Name, string(u.Role), password, u.Disabled, b.now)
	if err != nil {
		return err
	}
	return setTeams(b, u)
}

// ChangeUser has change say what becomes of a user's name, address, role and teams, within the transaction: what others
// change at the same time is kept. It tells the user's room which records they lost by that, and returns the user as
// they were and as they are. A user's brokerage never changes. ErrNoUser: there is no such user. crm.CodeInvalid: a
// field is wrong. Besides, change's own error, after which nothing is changed.
func (d *Directory) ChangeUser(ctx context.Context, id crm.ID, change func(*crm.User) error) (before, after *crm.User,
	err error) {
	affected := func(*batch) ([]crm.ID, error) { return []crm.ID{id}, nil }
	err = d.changeRights(ctx, "change a user", affected, func(b *batch) error {
		users, err := usersIn(b, []crm.ID{id})
		if err != nil {
			return err
		}
		before = users[0]
		changed := *before
		changed.Teams = slices.Clone(before.Teams)
		if err := change(&changed); err != nil {
			return err
		}
		if err := checkUser(&changed); err != nil {
			return err
		}
		after = &changed
		err = b.mustChange(ErrNoUser, `UPDATE users SET email = ?, name = ?, role = ? WHERE id = ?`, changed.Email,
			changed.Name, string(changed.Role), keyID(id))
		if err != nil {
			return err
		}
		return setTeams(b, after)
	})
	if err != nil {
		return nil, nil, err
	}
	return before, after, nil
}

// SetPassword sets a user's password hash, and ends all sessions and personal tokens, and the calendar's address:
// whoever learned the old password may have made them. For the same reason it disables the user's active webhooks, and
// notifies the user of each. A disabled account keeps its rows, which have expired: see SetDisabled.
func (d *Directory) SetPassword(ctx context.Context, user crm.ID, password string) error {
	return d.rooms.post(ctx, "set a password", func(b *batch) ([]crm.Event, error) {
		if err := b.mustChange(ErrNoUser, `UPDATE users SET password = ? WHERE id = ?`, password,
			keyID(user)); err != nil {
			return nil, err
		}
		if err := endCalendarFeed(b, user); err != nil {
			return nil, err
		}
		if err := d.credentials.endAll(b, user); err != nil {
			return nil, err
		}
		told, err := disableWebhooksOf(b, user, crm.WebhookPassword, d.db.newID)
		if err != nil {
			return nil, err
		}
		return told, b.exec(`UPDATE directory SET version = version + 1`)
	})
}

// SetDisabled disables a user or enables them again. Disabling makes all sessions and personal tokens expire. They are
// removed only when the account is enabled again: until then they tell whose device connects and must wipe its copies.
// The calendar's address ends for good.
func (d *Directory) SetDisabled(ctx context.Context, user crm.ID, disabled bool) error {
	return d.changeDirectory(ctx, "disable a user", func(b *batch) error {
		var was bool
		err := b.row(`SELECT disabled FROM users WHERE id = ?`, keyID(user)).Scan(&was)
		if absent(err) {
			return ErrNoUser
		}
		if err != nil || was == disabled {
			return err
		}
		if err := b.exec(`UPDATE users SET disabled = ? WHERE id = ?`, disabled, keyID(user)); err != nil {
			return err
		}
		if err := endCalendarFeed(b, user); err != nil {
			return err
		}
		if !disabled {
			return d.credentials.removeAll(b, user)
		}
		return d.credentials.expireAll(b, user)
	})
}

func setTeams(b *batch, u *crm.User) error {
	if err := b.exec(`DELETE FROM memberships WHERE user = ?`, keyID(u.ID)); err != nil {
		return err
	}
	for _, team := range u.Teams {
		added, err := b.change(`INSERT INTO memberships (user, team) SELECT ?, id FROM teams WHERE id = ? AND broker = ?
			ON CONFLICT DO NOTHING`, keyID(u.ID), keyID(team), keyID(u.Broker))
		if err == nil && added == 0 && !slices.Contains(u.Teams[:slices.Index(u.Teams, team)], team) {
			err = crm.Invalid("teams", "there is no such team")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) oneUser(ctx context.Context, text string, arg any) (*crm.User, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	u, err := scanUser(d.db.reader.row(ctx, text, arg))
	if absent(err) {
		return nil, ErrNoUser
	}
	if err != nil {
		return nil, classify("read a user", err)
	}
	return u, nil
}

// userColumns has the teams as hexadecimal ids, separated by commas; NULL for none.
const userColumns = `u.id, u.broker, u.email, u.name, u.role, u.disabled,
	(SELECT group_concat(hex(m.team)) FROM memberships m WHERE m.user = u.id)`

func scanUser(row rowScanner) (*crm.User, error) {
	u := &crm.User{Teams: []crm.ID{}}
	var id, broker []byte
	var teams *string
	if err := row.Scan(&id, &broker, &u.Email, &u.Name, &u.Role, &u.Disabled, &teams); err != nil {
		return nil, err
	}
	var err error
	if u.ID, err = toID(id); err != nil {
		return nil, err
	}
	if u.Broker, err = toID(broker); err != nil {
		return nil, err
	}
	if teams != nil {
		for text := range strings.SplitSeq(*teams, ",") {
			team, err := hexID(text)
			if err != nil {
				return nil, err
			}
			u.Teams = append(u.Teams, team)
		}
	}
	return u, nil
}

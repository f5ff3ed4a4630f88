package store

import (
	"context"
	"encoding/json"
	"slices"

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
	return d.ledger.write(ctx, "add a user", func(*batch) (plannedWrite, error) {
		return d.userAdded(u, password, userAdded{}), nil
	})
}

// userAdded is w with a user.
func (d *Directory) userAdded(u *crm.User, password string, w userAdded) plannedWrite {
	if u.ID.IsZero() {
		u.ID = d.db.newID()
	}
	w.ID, w.User, w.Password, w.Disabled = u.ID, userRowOf(u), password, u.Disabled
	return plannedWrite{entryUserAdded, u.Broker, &w}
}

// ChangeUser has change say what becomes of a user's name, address, role and teams: what others change at the same time
// is kept. change may be called several times, with the user as they are each time. It tells the user's room which
// records they lost by that, and returns the user as they were and as they are. A user's brokerage never changes.
// ErrNoUser: there is no such user. crm.CodeInvalid: a field is wrong. Besides, change's own error, after which nothing
// is changed.
func (d *Directory) ChangeUser(ctx context.Context, id crm.ID, change func(*crm.User) error) (before, after *crm.User,
	err error) {
	if err := d.ledger.warm(ctx); err != nil {
		return nil, nil, err
	}
	err = d.ledger.write(ctx, "change a user", func(b *batch) (p plannedWrite, err error) {
		users, err := usersIn(b, []crm.ID{id})
		if err != nil {
			return p, err
		}
		before = users[0]
		changed := *before
		changed.Teams = slices.Clone(before.Teams)
		if err := change(&changed); err != nil {
			return p, err
		}
		after = &changed
		return plannedWrite{entryUserChanged, before.Broker, &userChanged{id, userRowOf(before), userRowOf(after)}},
			checkUser(after)
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
	return d.ledger.write(ctx, "set a password", func(b *batch) (plannedWrite, error) {
		broker, err := brokerOf(b, user)
		return plannedWrite{entryUserPassword, broker, &passwordSet{user, password}}, err
	})
}

// SetDisabled disables a user or enables them again. Disabling makes all sessions and personal tokens expire. They are
// removed only when the account is enabled again: until then they tell whose device connects and must wipe its copies.
// The calendar's address ends for good.
func (d *Directory) SetDisabled(ctx context.Context, user crm.ID, disabled bool) error {
	return d.ledger.write(ctx, "disable a user", func(b *batch) (p plannedWrite, err error) {
		users, err := usersIn(b, []crm.ID{user})
		if err != nil || users[0].Disabled == disabled {
			return p, err
		}
		return plannedWrite{entryUserDisabled, users[0].Broker, &userDisabled{user, disabled}}, nil
	})
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

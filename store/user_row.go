package store

import (
	"strings"

	"roomkey/crm"
)

// ErrNoUser says that there is no such user.
var ErrNoUser = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such user"}

// usersIn reads users as they are within a transaction; one who is not there is an error.
func usersIn(b *batch, ids []crm.ID) ([]*crm.User, error) {
	users := make([]*crm.User, len(ids))
	for i, id := range ids {
		var err error
		users[i], err = scanUser(b.row(`SELECT `+userColumns+` FROM users u WHERE u.id = ?`, keyID(id)))
		if absent(err) {
			return nil, ErrNoUser
		}
		if err != nil {
			return nil, err
		}
	}
	return users, nil
}

// brokerOf is the brokerage of a user. ErrNoUser: there is no such user.
func brokerOf(b *batch, user crm.ID) (broker crm.ID, err error) {
	var blob []byte
	err = b.row(`SELECT broker FROM users WHERE id = ?`, keyID(user)).Scan(&blob)
	if absent(err) {
		return broker, ErrNoUser
	}
	if err != nil {
		return broker, err
	}
	return toID(blob)
}

// userColumns has the teams as hexadecimal ids, separated by commas; NULL for none.
const userColumns = `u.id, u.broker, u.email, u.name, u.role, u.disabled,
	(SELECT group_concat(hex(m.team)) FROM memberships m WHERE m.user = u.id)`

func scanUser(row rowScanner) (*crm.User, error) {
	u := &crm.User{}
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
	if u.Teams, err = hexIDs(teams); err != nil {
		return nil, err
	}
	return u, nil
}

// hexIDs reads hexadecimal ids that are separated by commas; nil: there are none.
func hexIDs(list *string) ([]crm.ID, error) {
	ids := []crm.ID{}
	if list == nil {
		return ids, nil
	}
	for text := range strings.SplitSeq(*list, ",") {
		id, err := hexID(text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

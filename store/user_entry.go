package store

import (
	"slices"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryUserAdded    = writesRows[userAdded]("user.added")
	entryUserChanged  = writesRows[userChanged]("user.changed")
	entryUserPassword = writesRows[passwordSet]("user.password")
	entryUserDisabled = writesRows[userDisabled]("user.disabled")
)

// userRow is what an entry says of a user.
type userRow struct {
	Email string   `json:"email"`
	Name  string   `json:"name"`
	Role  crm.Role `json:"role"`
	Teams []crm.ID `json:"teams"`
}

func userRowOf(u *crm.User) userRow { return userRow{u.Email, u.Name, u.Role, u.Teams} }

func (r *userRow) equal(other *userRow) bool {
	mine, others := slices.Clone(r.Teams), slices.Clone(other.Teams)
	slices.SortFunc(mine, compareIDs)
	slices.SortFunc(others, compareIDs)
	return r.Email == other.Email && r.Name == other.Name && r.Role == other.Role && slices.Equal(mine, others)
}

// userAdded makes a user, and before it the user's brokerage, where it has a name here, and teams of it.
type userAdded struct {
	Brokerage string      `json:"brokerage,omitempty"`
	NewTeams  []teamNamed `json:"newTeams,omitempty"`
	ID        crm.ID      `json:"id"`
	User      userRow     `json:"user"`
	Password  string      `json:"password"`
	Disabled  bool        `json:"disabled,omitempty"`
}

func (w *userAdded) apply(a *applying) error {
	if err := insertBrokerage(a, w.Brokerage, w.NewTeams); err != nil {
		return err
	}
	if err := noAccount(a, w.User.Email); err != nil {
		return err
	}
	err := a.exec(`INSERT INTO users (id, broker, email, name, role, password, disabled, created)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, keyID(w.ID), keyID(a.broker), w.User.Email, w.User.Name,
		string(w.User.Role), w.Password, w.Disabled, a.now)
	if err != nil {
		return err
	}
	if err := a.setTeams(w.ID, w.User.Teams); err != nil {
		return err
	}
	return a.directoryChanged()
}

// noAccount refuses an address that has an account: addresses are unique over all brokerages. Of another brokerage's
// account it tells nothing more.
func noAccount(a *applying, email string) error {
	var ours, disabled bool
	err := a.row(`SELECT broker = ?, disabled FROM users WHERE email = ?`, keyID(a.broker), email).
		Scan(&ours, &disabled)
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	taken := &crm.Error{Code: crm.CodeConflict, Field: "email", Message: "is the address of an account already"}
	if ours && disabled {
		taken.Message = "is the address of a disabled member: enable them"
	}
	return taken
}

// userChanged makes of a user who is as Before one who is as After.
type userChanged struct {
	ID     crm.ID  `json:"id"`
	Before userRow `json:"before"`
	After  userRow `json:"after"`
}

func (w *userChanged) apply(a *applying) error {
	before, err := usersIn(a.batch, []crm.ID{w.ID})
	if err != nil {
		return err
	}
	if was := userRowOf(before[0]); !was.equal(&w.Before) {
		return errOvertaken
	}
	err = a.mustChange(ErrNoUser, `UPDATE users SET email = ?, name = ?, role = ? WHERE id = ? AND broker = ?`,
		w.After.Email, w.After.Name, string(w.After.Role), keyID(w.ID), keyID(a.broker))
	if err != nil {
		return err
	}
	if err := a.setTeams(w.ID, w.After.Teams); err != nil {
		return err
	}
	return a.rightsChanged(before)
}

// setTeams makes a user a member of exactly these teams of the entry's brokerage.
func (a *applying) setTeams(user crm.ID, teams []crm.ID) error {
	if err := a.exec(`DELETE FROM memberships WHERE user = ?`, keyID(user)); err != nil {
		return err
	}
	for i, team := range teams {
		added, err := a.change(`INSERT INTO memberships (user, team) SELECT ?, id FROM teams WHERE id = ? AND broker = ?
			ON CONFLICT DO NOTHING`, keyID(user), keyID(team), keyID(a.broker))
		if err == nil && added == 0 && !slices.Contains(teams[:i], team) {
			err = crm.Invalid("teams", "there is no such team")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// passwordSet sets a user's password hash and ends what came by the password before it.
type passwordSet struct {
	ID       crm.ID `json:"id"`
	Password string `json:"password"`
}

func (w *passwordSet) apply(a *applying) error {
	err := a.mustChange(ErrNoUser, `UPDATE users SET password = ? WHERE id = ? AND broker = ?`, w.Password,
		keyID(w.ID), keyID(a.broker))
	if err != nil {
		return err
	}
	if err := endCalendarFeed(a.batch, w.ID); err != nil {
		return err
	}
	if err := endAll(a, w.ID); err != nil {
		return err
	}
	told, err := disableWebhooksOf(a.batch, w.ID, crm.WebhookPassword, a.newID)
	if err != nil {
		return err
	}
	a.told = append(a.told, told...)
	return a.directoryChanged()
}

func (w *passwordSet) endsSession(user, _ crm.ID) bool { return user == w.ID }

// userDisabled disables a user, or enables them again.
type userDisabled struct {
	ID       crm.ID `json:"id"`
	Disabled bool   `json:"disabled"`
}

func (w *userDisabled) apply(a *applying) error {
	changed, err := a.change(`UPDATE users SET disabled = ?1 WHERE id = ?2 AND broker = ?3 AND disabled != ?1`,
		w.Disabled, keyID(w.ID), keyID(a.broker))
	if err != nil || changed == 0 {
		return err // another entry did the same: sign-ins since then are none of this one's
	}
	if err := endCalendarFeed(a.batch, w.ID); err != nil {
		return err
	}
	if w.Disabled {
		err = expireAll(a, w.ID)
	} else {
		err = removeAll(a, w.ID)
	}
	if err != nil {
		return err
	}
	return a.directoryChanged()
}

func (w *userDisabled) endsSession(user, _ crm.ID) bool { return user == w.ID }

package store

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"roomkey/crm"
)

// Membership is where a new user belongs, by names.
type Membership struct {
	Broker    string   // the brokerage, made where there is none of this name
	NewBroker bool     // make it although another has a name like it
	Teams     []string // of the brokerage, made where they are absent
}

// AddMember adds a user with a password hash to a brokerage and its teams, which it makes where they are absent: all of
// it or nothing. It draws an id if u has none. crm.CodeConflict: the address has an account, or another brokerage's
// name is so like this one that it may be meant. crm.CodeInvalid: a field of u or a name is wrong.
func (d *Directory) AddMember(ctx context.Context, u *crm.User, m Membership, password string) error {
	if err := checkUser(u); err != nil {
		return err
	}
	if err := checkName("broker", m.Broker); err != nil {
		return err
	}
	for _, team := range m.Teams {
		if err := checkName("team", team); err != nil {
			return err
		}
	}
	return d.ledger.write(ctx, "add a user", func(b *batch) (p plannedWrite, err error) {
		if err := d.noNameLike(b, m); err != nil {
			return p, err
		}
		var w userAdded
		var found bool
		if u.Broker, found, err = d.brokerageNamed(b, m.Broker); err != nil {
			return p, err
		}
		if !found {
			w.Brokerage = m.Broker
		}
		u.Teams = nil
		for _, name := range m.Teams {
			id, found, err := d.teamNamed(b, u.Broker, name)
			if err != nil {
				return p, err
			}
			made := slices.IndexFunc(w.NewTeams, func(t teamNamed) bool { return t.Name == name })
			switch {
			case made >= 0:
				continue
			case !found:
				w.NewTeams = append(w.NewTeams, teamNamed{id, name})
			}
			if !slices.Contains(u.Teams, id) {
				u.Teams = append(u.Teams, id)
			}
		}
		return d.userAdded(u, password, w), nil
	})
}

// noNameLike refuses a new brokerage whose name is so like another's that it may be mistyped.
func (d *Directory) noNameLike(b *batch, m Membership) error {
	if m.NewBroker {
		return nil
	}
	rows, err := b.query(`SELECT name FROM brokerages`)
	var like string
	err = each(rows, err, func(row rowScanner) error {
		var name string
		err := row.Scan(&name)
		switch {
		case name == m.Broker:
			m.NewBroker = true // it is there
		case isLike(name, m.Broker):
			like = name
		}
		return err
	})
	if err != nil || m.NewBroker || like == "" {
		return err
	}
	return &crm.Error{Code: crm.CodeConflict, Field: "broker",
		Message: "is like that of another brokerage, " + like + ": give that name, or ask for a new brokerage"}
}

// minLike is how many letters names have at least of which one letter may differ.
const minLike = 6

// isLike reports whether two names may mean one brokerage: they have the same letters and digits, or all of the one
// but at most two letters, which are no digits.
func isLike(a, b string) bool {
	first, second := lettersOf(a), lettersOf(b)
	if slices.Equal(first, second) {
		return true
	}
	if min(len(first), len(second)) < minLike || !slices.Equal(digitsOf(first), digitsOf(second)) {
		return false
	}
	return editDistance(first, second) <= 2
}

func lettersOf(name string) (letters []rune) {
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, r)
		}
	}
	return letters
}

func digitsOf(letters []rune) []rune {
	return slices.DeleteFunc(slices.Clone(letters), func(r rune) bool { return !unicode.IsDigit(r) })
}

// editDistance is how many letters must be put in, left out or replaced to make one text of another. Its time is the
// product of their lengths.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

package crm_test

import (
	"strings"
	"testing"

	"roomkey/crm"
)

// Whether somebody may change a row is judged once more at an entry's place in the order of rows
// (store/record_judge.go): by each region for itself, also of the version before, and again by one that reads old
// entries. Two regions that judge one entry differently have different rows for ever. So these verdicts are part of the
// order.
const whatToDoAboutVerdicts = `

The verdicts on changes of rows are others than before. They are part of the order of rows, and regions of the version
before judge by the old ones. Where that is wanted: leave the rules of before as they are for the kind of entry
"record.row.judged", add a new kind that is judged by the new rules (store/record_judge.go) with a new version of
messages (store.EntrySince, wire.Version), and write it only once all regions know it. Then add a table for the new
kind beside this one, and leave this one as it is.`

// judged are the verdicts: a line for each role, relation and visibility, a column for each change. Y: allowed.
const judged = `
broker owner private YYYYYYY-YYYYYYY-----
broker owner team YYYYYYY-YYYYYYY-----
broker owner broker YYYYYYY-YYYYYYY-----
broker team private YYYYYYY-YYYYYYY-----
broker team team YYYYYYY-YYYYYYY-----
broker team broker YYYYYYY-YYYYYYY-----
broker other private YYYYYYY-YYYYYYY-----
broker other team YYYYYYY-YYYYYYY-----
broker other broker YYYYYYY-YYYYYYY-----
broker disabled private --------------------
broker disabled team --------------------
broker disabled broker --------------------
broker elsewhere private --------------------
broker elsewhere team --------------------
broker elsewhere broker --------------------
lead owner private YYYYYYY-Y--YY-------
lead owner team YYYYYYY-Y--YY-------
lead owner broker YYYYYYY-Y--YY-------
lead team private --------------------
lead team team YYYYYYY-Y--YY-------
lead team broker YYYYYYY-Y--YY-------
lead other private --------------------
lead other team --------------------
lead other broker --------------------
lead disabled private --------------------
lead disabled team --------------------
lead disabled broker --------------------
lead elsewhere private --------------------
lead elsewhere team --------------------
lead elsewhere broker --------------------
agent owner private YYYYYYY-Y-----------
agent owner team YYYYYYY-Y-----------
agent owner broker YYYYYYY-Y-----------
agent team private --------------------
agent team team Y-Y-Y---------------
agent team broker Y-Y-Y---------------
agent other private --------------------
agent other team --------------------
agent other broker --------------------
agent disabled private --------------------
agent disabled team --------------------
agent disabled broker --------------------
agent elsewhere private --------------------
agent elsewhere team --------------------
agent elsewhere broker --------------------
viewer owner private --------------------
viewer owner team --------------------
viewer owner broker --------------------
viewer team private --------------------
viewer team team --------------------
viewer team broker --------------------
viewer other private --------------------
viewer other team --------------------
viewer other broker --------------------
viewer disabled private --------------------
viewer disabled team --------------------
viewer disabled broker --------------------
viewer elsewhere private --------------------
viewer elsewhere team --------------------
viewer elsewhere broker --------------------
`

// judgedChanges are what is asked for, in the order of the columns.
var judgedChanges = []struct {
	what    string
	deleted bool
	become  func(c *crm.RowChange)
	owner   func(u *crm.User) *crm.User // who would own it; nil: a colleague in both teams
}{
	{what: crm.Archived},
	{what: crm.Deleted},
	{what: crm.Restored},
	{what: crm.Restored, deleted: true},
	{what: "of a later version"},
	{what: crm.Transferred},
	{what: crm.Transferred, become: func(c *crm.RowChange) { c.Visibility = new(crm.VisibilityBroker) }},
	{what: crm.Transferred, become: func(c *crm.RowChange) { c.Visibility = new(crm.Visibility("all")) }},
	{what: crm.Transferred, become: func(c *crm.RowChange) { c.Team = new(secondTeam) }},
	{what: crm.Transferred, become: func(c *crm.RowChange) { c.Team = new(strangeTeam) }},
	{what: crm.Transferred, become: func(c *crm.RowChange) { c.Team = new(crm.ID{}) }},
	{what: crm.Transferred, become: toColleague},
	{what: crm.Transferred, become: func(c *crm.RowChange) { toColleague(c); c.Team = new(secondTeam) }},
	{what: crm.Transferred, become: func(c *crm.RowChange) { toColleague(c); c.Team = new(strangeTeam) }},
	{what: crm.Transferred, become: toColleague, owner: func(u *crm.User) *crm.User { u.Teams = nil; return u }},
	{what: crm.Transferred, become: toColleague, owner: func(u *crm.User) *crm.User { u.Disabled = true; return u }},
	{what: crm.Transferred, become: toColleague, owner: asViewer},
	{what: crm.Transferred, become: toColleague, owner: func(u *crm.User) *crm.User { u.Broker = crm.ID{9}; return u }},
	{what: crm.Transferred, become: toColleague, owner: func(u *crm.User) *crm.User { u.ID = crm.ID{9}; return u }},
	{what: crm.Transferred, become: toColleague, owner: func(*crm.User) *crm.User { return nil }},
}

var (
	brokerage, firstTeam, secondTeam, strangeTeam = crm.ID{1}, crm.ID{2}, crm.ID{3}, crm.ID{4}
	asker, present, colleague                     = crm.ID{5}, crm.ID{6}, crm.ID{7}
)

func asViewer(u *crm.User) *crm.User { u.Role = crm.RoleViewer; return u }

func toColleague(c *crm.RowChange) { c.Owner = new(colleague) }

func TestRights_InTheOrderOfRowsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, role := range crm.Roles {
		for _, relation := range []string{"owner", "team", "other", "disabled", "elsewhere"} {
			for _, visibility := range crm.Visibilities {
				got.WriteString(string(role) + " " + relation + " " + string(visibility) + " " +
					verdicts(role, relation, visibility) + "\n")
			}
		}
	}
	want := strings.Split(strings.TrimSpace(judged), "\n")
	for i, line := range strings.Split(strings.TrimSpace(got.String()), "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("line %d: %s", i, line)
		}
	}
	if t.Failed() {
		t.Error(whatToDoAboutVerdicts)
	}
}

// verdicts are those on all changes of a record, asked for by somebody of a role.
func verdicts(role crm.Role, relation string, visibility crm.Visibility) string {
	by := crm.User{ID: asker, Role: role, Broker: brokerage, Teams: []crm.ID{firstTeam, secondTeam}}
	row := crm.Row{Owner: present, Team: firstTeam, Broker: brokerage, Visibility: visibility}
	switch relation {
	case "owner":
		row.Owner = asker
	case "other":
		by.Teams = []crm.ID{secondTeam}
	case "disabled":
		row.Owner, by.Disabled = asker, true
	case "elsewhere":
		row.Owner, by.Broker = asker, crm.ID{9}
	}
	var line strings.Builder
	for _, asked := range judgedChanges {
		change := crm.RowChange{By: by.ID, What: asked.what}
		owner := &crm.User{ID: row.Owner, Role: crm.RoleAgent, Broker: brokerage,
			Teams: []crm.ID{firstTeam, secondTeam}}
		if asked.become != nil {
			asked.become(&change)
		}
		if change.Owner != nil {
			owner.ID = *change.Owner
		}
		if asked.owner != nil {
			owner = asked.owner(owner)
		}
		verdict := byte('-')
		if change.AllowedTo(&by, &crm.RowSeen{Row: row, Deleted: asked.deleted}, owner) {
			verdict = 'Y'
		}
		line.WriteByte(verdict)
	}
	return line.String()
}

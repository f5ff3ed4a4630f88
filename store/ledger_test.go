package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// order puts the entries of several stores in one order. A store applies what came before with its own next entry, or
// when it catches up.
type order struct {
	mu      sync.Mutex
	entries []crm.OrderedEntry
	heads   map[crm.ID]crm.Hash
	kinds   map[string]int
	first   func() // called once, before the next entry gets its place
	older   bool   // there is a region of before: what came with version 3 is not ordered
}

func newOrder() *order { return &order{heads: map[crm.ID]crm.Hash{}, kinds: map[string]int{}} }

func (o *order) add(e crm.LedgerEntry) {
	if first := o.first; first != nil {
		o.first = nil
		first()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	next := crm.OrderedEntry{Seq: uint64(len(o.entries)) + 1, Broker: e.Broker, Previous: o.heads[e.Broker],
		Data: e.Data}
	o.entries = append(o.entries, next)
	o.heads[e.Broker] = next.Hash()
	o.kinds[e.Kind]++
}

// ledgerRegion is a store that several share an order with.
type ledgerRegion struct {
	*store.Store
	dir   string
	order *order
}

func (o *order) region(t *testing.T, clock func() time.Time) *ledgerRegion {
	t.Helper()
	r := &ledgerRegion{dir: newDir(t), order: o}
	var err error
	if r.Store, err = store.Open(t.Context(), store.Options{Dir: r.dir, Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := r.OrderBy(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Order is store.Orderer's.
func (r *ledgerRegion) Order(ctx context.Context, e crm.LedgerEntry) error {
	if r.order.older && store.EntrySince(e.Kind) > 2 {
		return crm.ErrOlderRegion
	}
	r.order.add(e)
	return r.catchUp(ctx)
}

func (r *ledgerRegion) catchUp(ctx context.Context) error {
	end, err := r.LedgerEnd(ctx)
	if err != nil {
		return err
	}
	r.order.mu.Lock()
	entries := slices.Clone(r.order.entries[end:])
	r.order.mu.Unlock()
	return r.ApplyOrdered(ctx, entries)
}

// rows are all rows of the tables that entries write.
func (r *ledgerRegion) rows(t *testing.T) (rows []string) {
	t.Helper()
	db, err := sql.Open("sqlite", file(r.dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"brokerages", "teams", "users", "memberships", "tokens", "sessions",
		"refresh_tokens", "calendar_feeds", "webhooks", "row_changes", "holds", "views", "plugins",
		"plugin_secrets", "plugin_keys", "erased", "escrow_numbers",
		"escrow_given", "escrow_free", "ledger"} {
		found, err := db.Query(`SELECT * FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := found.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			values, targets := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := found.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			row := table
			for i, column := range columns {
				row += fmt.Sprintf(" %s=%x", column, values[i])
			}
			rows = append(rows, row)
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(rows)
	return rows
}

// Entries of every kind, made in one of two regions by chance, with clocks that are an hour apart, leave the same rows
// in both; so does a third region that reads them all at the end.
func TestLedger_RegionsWithTheSameEntriesHaveTheSameRows(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			o := newOrder()
			ahead := func() time.Time { return now.Add(time.Hour) }
			regions := []*ledgerRegion{o.region(t, stillClock), o.region(t, ahead)}
			work := &ledgerWork{regions: regions, chance: rand.New(rand.NewPCG(seed, 7)), of: map[crm.ID]crm.ID{}}
			for range 250 {
				work.step(t)
			}
			last := o.region(t, stillClock)
			for _, r := range append(regions, last) {
				if err := r.catchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			want := regions[0].rows(t)
			if got := regions[1].rows(t); !slices.Equal(got, want) {
				t.Error(firstDifference(got, want))
			}
			perRegion := func(row string) bool { // what only the first two were given beside the ledger
				return strings.HasPrefix(row, "sessions") || strings.HasPrefix(row, "refresh") ||
					strings.HasPrefix(row, "calendar")
			}
			if got := last.rows(t); !slices.Equal(got, slices.DeleteFunc(want, perRegion)) {
				t.Error(firstDifference(got, want))
			}
			for kind := range o.kinds {
				kinds[kind] = true
			}
		})
	}
	kinds["region.parted"] = true // which no region makes while it is one of several
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, store.EntryKinds()) {
		t.Errorf("the entries were %v", got)
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("got  %s\nwant %s", got[i], want[i])
		}
	}
	return fmt.Sprintf("%d rows, want %d", len(got), len(want))
}

// ledgerWork does what people may do, in any region and whatever the others do meanwhile.
type ledgerWork struct {
	regions []*ledgerRegion
	chance  *rand.Rand
	count   int
	brokers []crm.ID
	teams   []crm.ID
	users   []crm.ID
	tokens  []crm.ID
	of      map[crm.ID]crm.ID // the brokerage of a team or user, the user of a token or session
	session []crm.ID
}

func pick(w *ledgerWork, ids []crm.ID) crm.ID {
	if len(ids) == 0 {
		return id(404)
	}
	return ids[w.chance.IntN(len(ids))]
}

func (w *ledgerWork) name() string { return fmt.Sprint("name ", w.chance.IntN(30)) }

// step does one thing. What the rows refuse is as good as what they take.
func (w *ledgerWork) step(t *testing.T) {
	t.Helper()
	ctx, r := t.Context(), w.regions[w.chance.IntN(2)]
	var err error
	w.count++
	switch w.chance.IntN(23) {
	case 0:
		var made crm.ID
		made, err = r.Brokerage(ctx, fmt.Sprint("brokerage ", w.chance.IntN(3)))
		w.brokers = append(w.brokers, made)
	case 1:
		var team store.Team
		team, err = r.AddTeam(ctx, pick(w, w.brokers), w.name())
		w.teams, w.of[team.ID] = append(w.teams, team.ID), team.Broker
	case 2:
		team := pick(w, w.teams)
		err = r.RenameTeam(ctx, w.of[team], team, w.name())
	case 3:
		if w.count%3 == 0 {
			team := pick(w, w.teams)
			err = r.RemoveTeam(ctx, w.of[team], team)
		}
	case 4, 5:
		u := &crm.User{Email: fmt.Sprintf("u%d@demo.test", w.chance.IntN(20)), Name: w.name(), Role: crm.RoleAgent,
			Broker: pick(w, w.brokers), Teams: []crm.ID{pick(w, w.teams)}}
		err = r.AddUser(ctx, u, "hash")
		w.users, w.of[u.ID] = append(w.users, u.ID), u.Broker
	case 6:
		u := &crm.User{Email: fmt.Sprintf("m%d@demo.test", w.chance.IntN(20)), Name: w.name(), Role: crm.RoleLead}
		err = r.AddMember(ctx, u, store.Membership{Broker: fmt.Sprint("brokerage ", w.chance.IntN(3)),
			Teams: []string{w.name(), w.name()}}, "hash")
		w.users, w.of[u.ID] = append(w.users, u.ID), u.Broker
	case 7, 8:
		_, _, err = r.ChangeUser(ctx, pick(w, w.users), func(u *crm.User) error {
			u.Name, u.Role = w.name(), crm.Roles[w.chance.IntN(len(crm.Roles))]
			if team := pick(w, w.teams); w.of[team] == u.Broker && !slices.Contains(u.Teams, team) {
				u.Teams = append(u.Teams, team)
			}
			return nil
		})
	case 9:
		err = r.SetPassword(ctx, pick(w, w.users), w.name())
	case 10:
		err = r.SetDisabled(ctx, pick(w, w.users), w.chance.IntN(2) == 0)
	case 11:
		err = w.sign(ctx, t)
	case 20:
		err = w.views(ctx, r)
	case 21:
		err = w.plugin(ctx, r)
	case 22:
		err = w.hook(ctx, r)
	case 12:
		token := store.Token{ID: id(10_000 + w.count), User: pick(w, w.users), Name: w.name(), Scope: "read",
			Created: now}
		hash := chunk(fmt.Sprint(w.count)).Hash
		var session crm.ID
		if w.count%2 == 0 {
			session = pick(w, w.session)
			token.User = w.of[session]
		}
		err = r.AddToken(ctx, token, hash[:], session)
		w.tokens, w.of[token.ID] = append(w.tokens, token.ID), token.User
	case 13:
		err = w.revoke(ctx, r)
	case 15:
		_, err = r.NumberEscrow(ctx, pick(w, w.brokers), id(w.chance.IntN(40)), 2026+w.chance.IntN(2))
	case 17, 18, 19:
		err = w.privacy(ctx, t, r)
	case 16:
		err = r.FreeEscrowNumber(ctx, pick(w, w.brokers), id(w.chance.IntN(40)))
	case 14:
		by := pick(w, w.users)
		err = r.ChangeRow(ctx, w.of[by], crm.RowChange{Record: id(w.chance.IntN(5)), By: by, What: crm.Archived})
	}
	if err != nil && (crm.CodeOf(err) == crm.CodeInternal || crm.CodeOf(err) == crm.CodeUnavailable) {
		t.Fatal(err)
	}
}

// hook makes, changes or deletes a webhook of a user.
func (w *ledgerWork) hook(ctx context.Context, r *ledgerRegion) error {
	user, err := r.UserByID(ctx, pick(w, w.users))
	if err != nil {
		return err
	}
	seen, err := r.WebhooksSeenBy(ctx, user)
	if err != nil {
		return err
	}
	if len(seen) == 0 || w.chance.IntN(2) == 0 {
		made := &crm.Webhook{ID: id(40_000 + w.count), Broker: user.Broker, User: user.ID,
			URL: "https://example.com", Events: []string{"escrow:updated"}, Status: crm.WebhookActive, CreatedAt: now,
			Revision: 1}
		var session crm.ID
		if n := len(w.session); n > 0 && w.count%2 == 0 {
			by, err := r.UserByID(ctx, w.of[w.session[w.count%n]])
			if err != nil {
				return err
			}
			session, made.User, made.Broker = w.session[w.count%n], by.ID, by.Broker
		}
		return r.AddWebhook(ctx, made, session)
	}
	if w.chance.IntN(3) == 0 {
		return r.DropWebhook(ctx, user, seen[0].ID)
	}
	_, err = r.ChangeWebhook(ctx, user, seen[0].ID, func(h *crm.Webhook) error {
		h.Note = w.name()
		if w.count%2 == 0 {
			h.Status = crm.WebhookPaused
		} else {
			h.Status = crm.WebhookActive
		}
		return nil
	})
	return err
}

// sign gives both regions a sign-in of a user, which no entry does.
func (w *ledgerWork) sign(ctx context.Context, t *testing.T) error {
	user := pick(w, w.users)
	session := store.Session{ID: id(20_000 + w.count), User: user, Created: now, Expires: now.Add(48 * time.Hour)}
	hash := chunk(fmt.Sprint("s", w.count)).Hash
	for _, r := range w.regions {
		if err := r.catchUp(ctx); err != nil {
			t.Fatal(err)
		}
	}
	password, err := w.regions[0].Password(ctx, user)
	if err != nil {
		return err
	}
	for _, r := range w.regions {
		if _, err := r.AddSession(ctx, session, password, hash[:]); err != nil {
			return err
		}
	}
	w.session, w.of[session.ID] = append(w.session, session.ID), user
	return nil
}

// views puts or drops saved views of a user.
func (w *ledgerWork) views(ctx context.Context, r *ledgerRegion) error {
	user, err := r.UserByID(ctx, pick(w, w.users))
	if err != nil {
		return err
	}
	view := crm.SavedView{ID: id(30_000 + w.chance.IntN(4)), Type: "lead", Name: w.name(), Shared: crm.SharedWithTeam,
		Team: pick(w, w.teams), Query: []byte(`{ "q" : "<a>" }`)}
	if seen, err := r.SavedViews(ctx, user); err == nil && len(seen) > 0 && w.chance.IntN(3) == 0 {
		return r.DropSavedView(ctx, user, seen[0].ID)
	}
	own := view
	own.ID, own.Shared, own.Team = id(31_000+w.count), crm.SharedWithNobody, crm.ID{}
	_, err = r.PutSavedViews(ctx, user, []crm.SavedView{own, view}[:1+w.chance.IntN(2)], nil)
	return err
}

// plugin installs, changes or removes a plugin, sets a secret of it, or trusts a key.
func (w *ledgerWork) plugin(ctx context.Context, r *ledgerRegion) error {
	of, name := pick(w, w.brokers), fmt.Sprint("acme.x", w.chance.IntN(3))
	audit := crm.AuditEntry{At: now, User: id(1), Action: "plugin:changed", Field: name}
	switch w.chance.IntN(6) {
	case 0:
		return r.RemovePlugin(ctx, of, name, audit)
	case 1:
		return r.TrustKey(ctx, []byte(w.name()))
	case 2:
		secret := crm.PluginSecret{Name: "key", Host: "example.com", Sealed: []byte(w.name())[:w.chance.IntN(3)]}
		return r.SetPluginSecret(ctx, of, name, w.count%2 == 0, secret)
	}
	var data []byte // which the other regions lack
	if w.count%3 == 0 {
		data = fmt.Appendf(nil, "package %d", w.count%5)
	}
	return r.ChangePlugin(ctx, of, name, func(was *crm.PluginRow) (crm.PluginRow, error) {
		row := crm.PluginRow{Granted: []byte(`{ }`), At: now, By: id(1), Suspended: w.count%2 == 0}
		if data != nil {
			row.Digest = chunk(string(data)).Hash
		}
		if was != nil {
			row.Granted = []byte(w.name())
		}
		return row, nil
	}, data, audit)
}

// privacy holds, releases or erases a record. The first region has records, of which the others have heard nothing.
func (w *ledgerWork) privacy(ctx context.Context, t *testing.T, r *ledgerRegion) error {
	rec := lead(w.chance.IntN(6), nil)
	if rec.Broker = pick(w, w.brokers); rec.Broker.IsZero() {
		return nil
	}
	if known, err := w.regions[0].Record(ctx, rec.ID); err == nil {
		rec.Broker = known.Broker
	} else if erased, err := w.regions[0].Erased(ctx, rec.ID); err == nil && !erased {
		put(t, w.regions[0].Store, rec)
	}
	switch w.chance.IntN(4) {
	case 0:
		return r.Erase(ctx, rec.ID)
	case 1:
		return r.ReleaseHold(ctx, rec.Broker, rec.ID)
	}
	return r.SetHold(ctx, store.Hold{Record: rec.ID, Broker: rec.Broker, User: id(1), At: now, Reason: w.name()})
}

func (w *ledgerWork) revoke(ctx context.Context, r *ledgerRegion) error {
	token, session := pick(w, w.tokens), pick(w, w.session)
	switch w.chance.IntN(5) {
	case 0:
		return r.DropToken(ctx, w.of[token], token)
	case 1:
		_, err := r.DropBrokerageToken(ctx, w.of[w.of[token]], token)
		return err
	case 2:
		return r.DropSession(ctx, w.of[session], session)
	case 3:
		_, err := r.DropBrokerageSession(ctx, w.of[w.of[session]], session)
		return err
	}
	_, err := r.DropOtherSessions(ctx, w.of[session], session)
	return err
}

// Two regions give one address to two people at the same time. The order decides, and whoever came second is told.
func TestLedger_WhoComesSecondIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	founded := func(r *ledgerRegion, name string) crm.ID {
		of, err := r.Brokerage(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	ann := &crm.User{Email: "ann@demo.test", Name: "Ann", Role: crm.RoleAgent, Broker: founded(a, "Harbor")}
	other := &crm.User{Email: "Ann@demo.test", Name: "Another", Role: crm.RoleAgent, Broker: founded(b, "Valley")}
	o.first = func() { // b has planned, and does not know yet
		if err := a.AddUser(t.Context(), ann, "hash"); err != nil {
			t.Error(err)
		}
	}
	err := b.AddUser(t.Context(), other, "hash")
	if wantCode(t, err, crm.CodeConflict); err.(*crm.Error).Field != "email" {
		t.Error(err)
	}
	for _, r := range []*ledgerRegion{a, b} {
		if err := r.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := r.UserByEmail(t.Context(), "ann@demo.test"); err != nil || got.ID != ann.ID {
			t.Error(got, err)
		}
	}
}

// A change is made of the user as they are at its place in the order, not as they were where it was planned.
func TestLedger_AChangeThatWasOvertakenIsPlannedAgain(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, valley := people(t, a.Store)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.first = func() {
		if _, _, err := a.ChangeUser(t.Context(), u.ID, func(u *crm.User) error {
			u.Role, u.Teams = crm.RoleViewer, []crm.ID{valley}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	before, after, err := b.ChangeUser(t.Context(), u.ID, func(u *crm.User) error { u.Name = "Anna"; return nil })
	if err != nil || before.Role != crm.RoleViewer || after.Role != crm.RoleViewer || after.Name != "Anna" ||
		!slices.Equal(after.Teams, []crm.ID{valley}) {
		t.Fatal(before, after, err)
	}
	if err := a.catchUp(t.Context()); err != nil || o.kinds["user.changed"] != 3 {
		t.Fatal(o.kinds, err) // the first, the one that was overtaken, and that one again
	}
	if got, err := a.UserByID(t.Context(), u.ID); err != nil || got.Name != "Anna" || got.Role != crm.RoleViewer {
		t.Error(got, err)
	}
}

// What does not follow stops the ledger at that place, and changes nothing.
func TestLedger_TakesOnlyWhatFollows(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	people(t, a.Store)
	entries := slices.Clone(o.entries)
	before := b.rows(t)
	refused := func(want error, bad ...crm.OrderedEntry) {
		t.Helper()
		if err := b.ApplyOrdered(t.Context(), bad); !errors.Is(err, want) {
			t.Fatalf("%v, want %v", err, want)
		}
		if got := b.rows(t); !slices.Equal(got, before) {
			t.Fatal("it has changed rows")
		}
	}
	refused(crm.ErrEntriesMissing, entries[1])
	forged := entries[0]
	forged.Data = []byte(strings.Replace(string(forged.Data), "brokerage.founded", "brokerage.sold", 1))
	refused(crm.ErrNewerEntry, forged)
	forged.Data = []byte(strings.Replace(string(entries[0].Data), `"name"`, `"more":1,"name"`, 1))
	refused(crm.ErrNewerEntry, forged)
	forged = entries[0]
	forged.Broker = id(5)
	refused(crm.ErrBrokenChain, forged)
	if err := b.ApplyOrdered(t.Context(), entries[:2]); err != nil {
		t.Fatal(err)
	}
	before = b.rows(t)
	forged = entries[2]
	forged.Previous[3]++
	refused(crm.ErrBrokenChain, forged, entries[3])
	forged = entries[1] // replayed at a later place
	forged.Seq = 3
	refused(crm.ErrBrokenChain, forged)
	if err := b.ApplyOrdered(t.Context(), entries); err != nil { // those that are here are passed over
		t.Fatal(err)
	}
	if err := a.catchUp(t.Context()); err != nil || !slices.Equal(a.rows(t), b.rows(t)) {
		t.Error("the rows differ", err)
	}
}

// An entry that got two places, since nobody knew of the first, counts once.
func TestLedger_AnEntryCountsOnce(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a := o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	for _, disabled := range []bool{true, false} {
		if err := a.SetDisabled(t.Context(), u.ID, disabled); err != nil {
			t.Fatal(err)
		}
	}
	disabling := o.entries[len(o.entries)-2]
	o.add(crm.LedgerEntry{Broker: disabling.Broker, Data: disabling.Data})
	if err := a.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := a.UserByID(t.Context(), u.ID); err != nil || got.Disabled {
		t.Error("the account was disabled again", err)
	}
	if end, err := a.LedgerEnd(t.Context()); err != nil || end != uint64(len(o.entries)) {
		t.Error(end, err)
	}
}

// One region writes the same ledger, by itself. Where several share it, a process that can't order refuses to.
func TestLedger_OneRegionKeepsItToo(t *testing.T) {
	t.Parallel()
	o := newOrder()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	wantCode(t, s.DropToken(t.Context(), u.ID, id(1)), crm.CodeNotFound)
	if err := s.SetPassword(t.Context(), u.ID, "other"); err != nil {
		t.Fatal(err)
	}
	page, err := s.LedgerPage(t.Context(), 1, 1<<20)
	if err != nil || len(page) != 5 {
		t.Fatal(len(page), err)
	}
	b := o.region(t, stillClock)
	if err := b.ApplyOrdered(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	if hash, err := b.Password(t.Context(), u.ID); err != nil || hash != "other" {
		t.Error(hash, err)
	}
	if page, err = s.LedgerPage(t.Context(), 2, 1); err != nil || len(page) != 1 || page[0].Seq != 2 {
		t.Error(page, err)
	}
	if page, err = s.LedgerPage(t.Context(), 6, 1<<20); err != nil || len(page) != 0 {
		t.Error(page, err)
	}

	if err := s.OrderBy(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	beside := reopen(t, dir)
	wantCode(t, beside.SetPassword(t.Context(), u.ID, "third"), crm.CodeUnavailable)
}

// Data of several regions is served by none alone, but after it has parted from them. Then it goes on with its ledger,
// which the others take for theirs no more, even if nothing has changed in it.
func TestPart_MakesOneRegionOfOneOfSeveral(t *testing.T) {
	t.Parallel()
	o := newOrder()
	r := o.region(t, stillClock)
	u, _, _ := people(t, r.Store)
	alone := store.Options{Dir: r.dir, Now: stillClock, Serve: true}
	if _, err := store.Open(t.Context(), alone); !errors.Is(err, store.ErrOfSeveral) {
		t.Fatal(err)
	}
	of := alone
	of.Region = "fra"
	served, err := store.Open(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, store.Part(t.Context(), of), crm.CodeConflict)
	if err := served.Close(); err != nil {
		t.Fatal(err)
	}
	end := uint64(len(o.entries))
	for range 2 { // the second time there is nothing to do
		if err := store.Part(t.Context(), alone); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), alone)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.SetPassword(t.Context(), u.ID, "third"); err != nil {
		t.Fatal(err)
	}
	page, err := s.LedgerPage(t.Context(), end+1, 1<<20)
	if err != nil || len(page) != 2 {
		t.Fatal(len(page), err)
	}
	// Who begins with this region's ledger takes it as it is.
	fresh := newOrder().region(t, stillClock)
	if page, err = s.LedgerPage(t.Context(), 1, 1<<20); err == nil {
		err = fresh.ApplyOrdered(t.Context(), page)
	}
	if hash, passwordErr := fresh.Password(t.Context(), u.ID); err != nil || passwordErr != nil || hash != "third" {
		t.Error(hash, err, passwordErr)
	}
}

func TestCheck_FollowsTheLedger(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	if found := problems(t, s); len(found) > 0 {
		t.Fatal(found)
	}
	plant(t, dir, `UPDATE ledger SET entry = replace(entry, ?, ?) WHERE seq = 3`, u.Broker.String(), id(1).String())
	if found := problems(t, s); len(found) != 1 || !strings.HasPrefix(found[0], "ledger entry 4") {
		t.Error(found)
	}
}

// Old entries go. The last one of a brokerage stays, so that the next one follows it.
func TestMaintain_ShortensTheLedger(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	plant(t, dir, `WITH RECURSIVE n (seq) AS (SELECT 5 UNION ALL SELECT seq + 1 FROM n WHERE seq < 10_020)
		INSERT INTO ledger SELECT seq, ?, randomblob(16), randomblob(32), randomblob(9) FROM n`, make([]byte, 16))
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page, err := s.LedgerPage(t.Context(), 1, 1<<20); err != nil || len(page) != 4 {
		t.Error("entries of another brokerage went", len(page), err)
	}
	if page, err := s.LedgerPage(t.Context(), 20, 1<<20); err != nil || len(page) != 0 {
		t.Error("old entries stay", len(page), err)
	}
	if err := s.SetPassword(t.Context(), u.ID, "other"); err != nil {
		t.Fatal(err)
	}
	if end, err := s.LedgerEnd(t.Context()); err != nil || end != 10_021 {
		t.Error(end, err)
	}
}

// Where there are several regions, what one of them lacks stays in the ledgers of the others.
func TestMaintain_KeepsOfTheLedgerWhatARegionLacks(t *testing.T) {
	t.Parallel()
	r := newOrder().region(t, stillClock)
	people(t, r.Store)
	plant(t, r.dir, `WITH RECURSIVE n (seq) AS (SELECT 10 UNION ALL SELECT seq + 1 FROM n WHERE seq < 10_100)
		INSERT INTO ledger SELECT seq, ?, randomblob(16), randomblob(32), randomblob(9) FROM n`, make([]byte, 16))
	for _, keep := range []struct{ applied, first uint64 }{{0, 10}, {30, 31}, {10_090, 101}} {
		if keep.applied > 0 {
			r.KeepLedger(keep.applied)
		}
		if err := r.Maintain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			seq  uint64
			want int
		}{{keep.first - 1, 0}, {keep.first, 1}} {
			if page, err := r.LedgerPage(t.Context(), at.seq, 1); err != nil || len(page) != at.want {
				t.Errorf("all have %d: entry %d: %d, %v", keep.applied, at.seq, len(page), err)
			}
		}
	}
}

// Numbers have no gaps and none is given twice, whichever region gives them; a year has its own.
func TestEscrowNumbers_OfTwoRegions(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	number := func(r *ledgerRegion, n, year int) string {
		number, err := r.NumberEscrow(t.Context(), broker, id(n), year)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	var got []string
	o.first = func() { got = append(got, number(b, 2, 2026)) } // a does not know of it
	got = append(got, number(a, 1, 2026), number(b, 3, 2026), number(a, 4, 2027), number(a, 1, 2027))
	if want := []string{"ESC-2026-001", "ESC-2026-002", "ESC-2026-003", "ESC-2027-001",
		"ESC-2026-002"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	for range 2 {
		if err := b.FreeEscrowNumber(t.Context(), broker, id(1)); err != nil {
			t.Fatal(err)
		}
	}
	if first, second := number(a, 5, 2026), number(a, 6, 2026); first != "ESC-2026-002" || second != "ESC-2026-004" {
		t.Error(first, second)
	}
}

// What one region makes at once, others read later from its ledger: neither takes what an account asked for after it
// was disabled.
func TestRows_OneRegionRefusesWhatOthersWould(t *testing.T) {
	t.Parallel()
	s := reopen(t, newDir(t))
	u, _, _ := people(t, s)
	other := &crm.User{Email: "gone@demo.test", Name: "Gone", Role: crm.RoleAgent, Broker: u.Broker}
	if err := s.AddUser(t.Context(), other, "hash"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), other.ID, true); err != nil {
		t.Fatal(err)
	}
	for name, refused := range map[string]struct {
		change crm.RowChange
		code   crm.Code
	}{
		"asked for":  {crm.RowChange{By: other.ID, What: crm.Archived}, crm.CodeForbidden},
		"their own":  {crm.RowChange{By: u.ID, What: crm.Transferred, Owner: &other.ID}, crm.CodeInvalid},
		"of another": {crm.RowChange{By: u.ID, What: crm.Transferred, Owner: &u.ID}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			end, err := s.LedgerEnd(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w := write(5, "x")
			w.Record = lead(5, nil)
			w.Record.Broker = u.Broker
			refused.change.Record = w.Record.ID
			w.Rows = []crm.OrderedRowChange{{At: now, RowChange: refused.change}}
			_, err = s.Commit(t.Context(), w)
			wantCode(t, err, refused.code)
			after, err := s.LedgerEnd(t.Context())
			if err != nil || after > end != (refused.code == "") {
				t.Error(end, after, err)
			}
		})
	}
}

// Of two regions with a webhook one sends: the one where it was made or changed last, or the first one for a webhook
// that was there before there were several.
func TestWebhooks_OneRegionSends(t *testing.T) {
	t.Parallel()
	o := newOrder()
	regions := map[string]*ledgerRegion{}
	for _, name := range []string{"fra", "iad"} {
		r := &ledgerRegion{dir: newDir(t), order: o}
		var err error
		if r.Store, err = store.Open(t.Context(), store.Options{Dir: r.dir, Now: stillClock, Serve: true, Region: name,
			FirstRegion: "fra"}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
		if err := r.OrderBy(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		regions[name] = r
	}
	fra, iad := regions["fra"], regions["iad"]
	u, _, _ := people(t, fra.Store)
	hook := &crm.Webhook{ID: id(900), Broker: u.Broker, User: u.ID, URL: "https://example.com",
		Events: []string{"lead:updated"}, Status: crm.WebhookActive, CreatedAt: now, Revision: 1}
	if err := errors.Join(iad.catchUp(t.Context()), iad.AddWebhook(t.Context(), hook, crm.ID{})); err != nil {
		t.Fatal(err)
	}
	sent := func(r *ledgerRegion, n int) (deliveries int) {
		t.Helper()
		if err := r.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		w := write(n, "x")
		w.Record = lead(n, nil)
		w.Record.Owner, w.Record.Broker = u.ID, u.Broker
		w.Events = []crm.Event{{Room: crm.RecordRoom(w.Record.ID), Name: "lead:updated", Record: w.Record.ID, At: now,
			Data: []byte("{}")}}
		if _, err := r.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		if _, err := r.SpreadWebhookEvents(t.Context(), func(e []crm.Event) []crm.Event { return e }); err != nil {
			t.Fatal(err)
		}
		due, err := r.DueDeliveries(t.Context(), hook.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(due)
	}
	if inFra, inIad := sent(fra, 1), sent(iad, 1); inFra != 0 || inIad != 1 {
		t.Errorf("made in iad: fra sends %d, iad %d", inFra, inIad)
	}
	if _, err := fra.ChangeWebhook(t.Context(), u, hook.ID, func(w *crm.Webhook) error {
		w.Note = "moved"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if inFra, inIad := sent(fra, 2), sent(iad, 2); inFra != 1 || inIad != 1 {
		t.Errorf("changed in fra: fra sends %d, iad %d in all", inFra, inIad)
	}
	for _, r := range regions {
		plant(t, r.dir, `UPDATE webhooks SET region = ''`)
	}
	if inFra, inIad := sent(fra, 3), sent(iad, 3); inFra != 2 || inIad != 1 {
		t.Errorf("of before: fra sends %d, iad %d in all", inFra, inIad)
	}
}

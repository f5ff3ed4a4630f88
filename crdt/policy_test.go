package crdt_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

var root = crdt.OpID{}

func TestPolicy_AcceptsWhatTheSchemaAllows(t *testing.T) {
	cases := map[string]struct {
		recordType string
		roots      string
		build      func(sc *scene, p pen)
	}{
		"an empty change": {"escrow", "", func(sc *scene, p pen) {}},
		"a plain string": {"escrow", "propertyAddress", func(sc *scene, p pen) {
			p.set(root, "propertyAddress", "1 Main St")
		}},
		"a JS string": {"escrow", "propertyAddress", func(sc *scene, p pen) {
			p.text(root, "propertyAddress", "1 Main St")
		}},
		"an enum":           {"escrow", "side", func(sc *scene, p pen) { p.set(root, "side", "buyer") }},
		"an enum as a text": {"escrow", "status", func(sc *scene, p pen) { p.text(root, "status", "open") }},
		"a date as a text": {"escrow", "openedDate", func(sc *scene, p pen) {
			p.text(root, "openedDate", "2026-02-28")
		}},
		"an integer of cents": {"escrow", "purchasePrice", func(sc *scene, p pen) {
			p.set(root, "purchasePrice", 45_000_000)
		}},
		"cents as JS writes 0": {"escrow", "purchasePrice", func(sc *scene, p pen) {
			p.set(root, "purchasePrice", 0.0)
		}},
		"cents as a counter": {"escrow", "purchasePrice", func(sc *scene, p pen) {
			p.set(root, "purchasePrice", counter(5))
		}},
		"cents unsigned": {"escrow", "purchasePrice", func(sc *scene, p pen) {
			p.set(root, "purchasePrice", uint64(5))
		}},
		"a fraction": {"listing", "LivingArea", func(sc *scene, p pen) {
			p.set(root, "LivingArea", 1500.5)
		}},
		"a time as a text": {"lead", "nextTaskAt", func(sc *scene, p pen) {
			p.text(root, "nextTaskAt", "2026-01-02T03:04:05-08:00")
		}},
		"a JS date": {"lead", "nextTaskAt", func(sc *scene, p pen) {
			p.set(root, "nextTaskAt", timestamp(1_700_000_000_000))
		}},
		"a boolean": {"appointment", "allDay", func(sc *scene, p pen) { p.set(root, "allDay", true) }},
		"a reference": {"escrow", "listing", func(sc *scene, p pen) {
			p.text(root, "listing", bob.String())
		}},
		"a tag": {"lead", "tags", func(sc *scene, p pen) { p.push(sc.made["tags"], root, "hot") }},
		"typing in a text": {"listing", "PublicRemarks", func(sc *scene, p pen) {
			p.push(sc.made["PublicRemarks"], root, "H")
		}},
		"a mark in a text": {"listing", "PublicRemarks", func(sc *scene, p pen) {
			mark(p, sc.made["PublicRemarks"], "bold")
		}},
		"removing a field": {"lead", "phone", func(sc *scene, p pen) { p.remove(root, "phone") }},
		"a nested map's field": {"escrow", "earnestMoneyDeposit", func(sc *scene, p pen) {
			p.set(sc.made["earnestMoneyDeposit"], "amount", 100)
		}},
		"the type said again": {"lead", "type", func(sc *scene, p pen) {
			p.text(root, "type", "lead", sc.made["type"])
		}},
		"a status move": {"escrow", "status", func(sc *scene, p pen) { p.set(root, "status", "closed") }},
		"what it overwrites itself": {"lead", "score", func(sc *scene, p pen) {
			p.set(root, "score", 5, p.set(root, "score", "bad"))
		}},
		"two fields": {"lead", "name source", func(sc *scene, p pen) {
			p.text(root, "name", "Ann")
			p.text(root, "source", "web")
		}},
		"a list made again": {"lead", "areas", func(sc *scene, p pen) {
			p.makes(root, "areas", crdt.ActionMakeList, sc.made["areas"])
		}},
		"a note of the user's": {"lead", "notes", func(sc *scene, p pen) { noteBy(sc, p, "n2", bob) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, c.recordType, false)
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			before := line(sc.Fields())
			roots, err := crdt.Policy{Type: crm.TypeNamed(c.recordType), User: bob}.Check(sc.OpSet, p.Change)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(roots, " ") != c.roots {
				t.Errorf("roots are %v", roots)
			}
			if after := line(sc.Fields()); after != before {
				t.Errorf("checking changed the set: %s", after)
			}
			add(t, sc.OpSet, p.Change)
		})
	}
}

// refusal is one change by bob that is refused.
type refusal struct {
	recordType string
	field      string // of the error
	code       crm.Code
	build      func(sc *scene, p pen)
}

func TestPolicy_NamesTheFieldThatItRefuses(t *testing.T) {
	long := strings.Repeat("x", crm.MaxStringBytes+1)
	const invalid, forbidden, large = crm.CodeInvalid, crm.CodeForbidden, crm.CodeTooLarge
	cases := map[string]refusal{
		"an unknown field": {"lead", "/nonsense", invalid, func(sc *scene, p pen) {
			p.set(root, "nonsense", "x")
		}},
		"removing an unknown field": {"lead", "/nonsense", invalid, func(sc *scene, p pen) {
			p.remove(root, "nonsense")
		}},
		"a field of another type": {"lead", "/ListPrice", invalid, func(sc *scene, p pen) {
			p.set(root, "ListPrice", 5)
		}},
		"a private field": {"escrow", "/loanAmount", invalid, func(sc *scene, p pen) {
			p.set(root, "loanAmount", 5)
		}},
		"privateOf in the shared": {"lead", "/privateOf", invalid, func(sc *scene, p pen) {
			p.text(root, "privateOf", alice.String())
		}},
		"an unknown nested field": {"lead", "/notes/n2/color", invalid, func(sc *scene, p pen) {
			p.set(noteBy(sc, p, "n2", bob), "color", "red")
		}},
		"a map for a string": {"lead", "/name", invalid, func(sc *scene, p pen) {
			p.makes(root, "name", crdt.ActionMakeMap)
		}},
		"a list for a text": {"listing", "/PublicRemarks", invalid, func(sc *scene, p pen) {
			p.makes(root, "PublicRemarks", crdt.ActionMakeList)
		}},
		"a text for a list": {"lead", "/tags", invalid, func(sc *scene, p pen) { p.text(root, "tags", "a") }},
		"a table for a map": {"escrow", "/earnestMoneyDeposit", invalid, func(sc *scene, p pen) {
			p.makes(root, "earnestMoneyDeposit", crdt.ActionMakeTable)
		}},
		"a text for a number": {"lead", "/priceMin", invalid, func(sc *scene, p pen) {
			p.text(root, "priceMin", "5")
		}},
		"a text for a boolean": {"appointment", "/allDay", invalid, func(sc *scene, p pen) {
			p.makes(root, "allDay", crdt.ActionMakeText)
		}},
		"a string for a number": {"lead", "/score", invalid, func(sc *scene, p pen) {
			p.set(root, "score", "5")
		}},
		"a string for a list": {"lead", "/tags", invalid, func(sc *scene, p pen) { p.set(root, "tags", "a") }},
		"a string for a map": {"escrow", "/earnestMoneyDeposit", invalid, func(sc *scene, p pen) {
			p.set(root, "earnestMoneyDeposit", "a")
		}},
		"a number for a string": {"lead", "/name", invalid, func(sc *scene, p pen) { p.set(root, "name", 5) }},
		"a number for a boolean": {"appointment", "/allDay", invalid, func(sc *scene, p pen) {
			p.set(root, "allDay", 1)
		}},
		"a boolean for a string": {"lead", "/name", invalid, func(sc *scene, p pen) { p.set(root, "name", true) }},
		"a time for a string": {"lead", "/name", invalid, func(sc *scene, p pen) {
			p.set(root, "name", timestamp(5))
		}},
		"a time out of range": {"lead", "/nextTaskAt", invalid, func(sc *scene, p pen) {
			p.set(root, "nextTaskAt", timestamp(1<<60))
		}},
		"a time without a zone": {"lead", "/nextTaskAt", invalid, func(sc *scene, p pen) {
			p.text(root, "nextTaskAt", "2026-01-02T03:04:05")
		}},
		"null": {"lead", "/name", invalid, func(sc *scene, p pen) { p.set(root, "name", nil) }},
		"bytes": {"lead", "/name", invalid, func(sc *scene, p pen) {
			p.set(root, "name", []byte("x"))
		}},
		"an unknown option": {"escrow", "/side", invalid, func(sc *scene, p pen) {
			p.set(root, "side", "left")
		}},
		"an unknown option, typed": {"escrow", "/side", invalid, func(sc *scene, p pen) {
			p.text(root, "side", "buyerx")
		}},
		"an empty date": {"escrow", "/openedDate", invalid, func(sc *scene, p pen) {
			p.text(root, "openedDate", "")
		}},
		"no date": {"escrow", "/openedDate", invalid, func(sc *scene, p pen) {
			p.text(root, "openedDate", "2026-02-30")
		}},
		"no id": {"escrow", "/listing", invalid, func(sc *scene, p pen) {
			p.text(root, "listing", "mine")
		}},
		"cents with a fraction": {"escrow", "/purchasePrice", invalid, func(sc *scene, p pen) {
			p.set(root, "purchasePrice", 0.5)
		}},
		"negative cents": {"escrow", "/purchasePrice", invalid, func(sc *scene, p pen) {
			p.set(root, "purchasePrice", -1)
		}},
		"a score beyond 100": {"lead", "/score", invalid, func(sc *scene, p pen) {
			p.set(root, "score", 101)
		}},
		"a counter over its limit": {"lead", "/score", invalid, func(sc *scene, p pen) {
			p.increment(root, "score", 99, p.set(root, "score", counter(2)))
		}},
		"a long string":        {"lead", "/name", large, func(sc *scene, p pen) { p.set(root, "name", long) }},
		"a long string, typed": {"lead", "/name", large, func(sc *scene, p pen) { p.text(root, "name", long) }},
		"no UTF-8": {"lead", "/name", invalid, func(sc *scene, p pen) {
			p.push(p.makes(root, "name", crdt.ActionMakeText), root, "\xff")
		}},
		"a block in a text": {"listing", "/PublicRemarks", invalid, func(sc *scene, p pen) {
			p.pushes(sc.made["PublicRemarks"], root, crdt.ActionMakeMap)
		}},
		"a number in a text": {"listing", "/PublicRemarks", invalid, func(sc *scene, p pen) {
			p.push(sc.made["PublicRemarks"], root, 5)
		}},
		"a mark in a string": {"lead", "/name", invalid, func(sc *scene, p pen) {
			mark(p, p.text(root, "name", "x"), "bold")
		}},
		"a mark in a list": {"lead", "/tags", invalid, func(sc *scene, p pen) {
			mark(p, sc.made["tags"], "bold")
		}},
		"a long mark": {"listing", "/PublicRemarks", large, func(sc *scene, p pen) {
			mark(p, sc.made["PublicRemarks"], long)
		}},
		"a number in a list of texts": {"lead", "/tags/0", invalid, func(sc *scene, p pen) {
			p.push(sc.made["tags"], root, 5)
		}},
		"a string among maps": {"lead", "/notes/0", invalid, func(sc *scene, p pen) {
			p.push(sc.made["notes"], root, "x")
		}},
		"a computed field": {"listing", "/DaysOnMarket", forbidden, func(sc *scene, p pen) {
			p.set(root, "DaysOnMarket", 5)
		}},
		"the server's number": {"escrow", "/escrowNumber", forbidden, func(sc *scene, p pen) {
			p.text(root, "escrowNumber", "ESC-2026-001")
		}},
		"another type": {"lead", "/type", invalid, func(sc *scene, p pen) {
			p.text(root, "type", "client", sc.made["type"])
		}},
		"no type any more": {"lead", "/type", invalid, func(sc *scene, p pen) {
			p.remove(root, "type", sc.made["type"])
		}},
		"a type typed over": {"lead", "/type", invalid, func(sc *scene, p pen) {
			p.push(sc.made["type"], root, "x")
		}},
		"a number for a type": {"lead", "/type", invalid, func(sc *scene, p pen) { p.set(root, "type", 5) }},
		"a map for a type": {"lead", "/type", invalid, func(sc *scene, p pen) {
			p.makes(root, "type", crdt.ActionMakeMap)
		}},
		"a note by another": {"lead", "/notes/n2/author", forbidden, func(sc *scene, p pen) {
			noteBy(sc, p, "n2", alice)
		}},
		"a note by nobody": {"lead", "/notes/n2/author", invalid, func(sc *scene, p pen) {
			p.set(p.pushes(sc.made["notes"], root, crdt.ActionMakeMap), "id", "n2")
		}},
		"a note without an id": {"lead", "/notes/0/id", invalid, func(sc *scene, p pen) {
			p.pushes(sc.made["notes"], root, crdt.ActionMakeMap)
		}},
		"an object not there": {"lead", "", invalid, func(sc *scene, p pen) {
			p.set(crdt.OpID{Counter: 1, Actor: "zz"}, "k", 1)
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, c.recordType, false)
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			before := line(sc.Fields())
			_, err := crdt.Policy{Type: crm.TypeNamed(c.recordType), User: bob}.Check(sc.OpSet, p.Change)
			refused(t, err, c.code, c.field)
			if after := line(sc.Fields()); after != before {
				t.Errorf("the refused change left %s", after)
			}
		})
	}
}

func refused(t *testing.T, err error, code crm.Code, field string) {
	t.Helper()
	var e *crm.Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field {
		t.Errorf("got %v, want %s %s", err, code, field)
	}
}

func TestPolicy_LetsTheServerDoWhatIsItsOwn(t *testing.T) {
	sc := newScene(t, "escrow", false)
	p := write("server's actor", sc.next)
	p.text(root, "escrowNumber", "ESC-2026-001")
	noteBy(sc, p, "n2", alice)
	if _, err := (crdt.Policy{Type: crm.TypeNamed("escrow"), User: bob, Server: true}).Check(sc.OpSet,
		p.Change); err != nil {
		t.Fatal(err)
	}
	computed := write("server's actor", sc.next)
	computed.set(root, "nonsense", 5)
	_, err := crdt.Policy{Type: crm.TypeNamed("escrow"), User: bob, Server: true}.Check(sc.OpSet, computed.Change)
	refused(t, err, crm.CodeInvalid, "/nonsense")
}

// R28
func TestPolicy_HoldsThePrivateDocumentToItsRecord(t *testing.T) {
	escrow := crm.TypeNamed("escrow")
	policy := crdt.Policy{Type: escrow, Private: true, Record: alice, User: bob}
	cases := map[string]struct {
		field string
		code  crm.Code // "": accepted
		build func(sc *scene, p pen)
	}{
		"its record": {"", "", func(sc *scene, p pen) { p.text(root, "privateOf", alice.String()) }},
		"in capitals": {"", "", func(sc *scene, p pen) {
			p.set(root, "privateOf", strings.ToUpper(alice.String()))
		}},
		"another record": {"/privateOf", crm.CodeInvalid, func(sc *scene, p pen) {
			p.text(root, "privateOf", bob.String())
		}},
		"no record":       {"/privateOf", crm.CodeInvalid, func(sc *scene, p pen) { p.text(root, "privateOf", "x") }},
		"a private field": {"", "", func(sc *scene, p pen) { p.set(root, "loanAmount", 5) }},
		"a shared field":  {"/private/side", crm.CodeInvalid, func(sc *scene, p pen) { p.text(root, "side", "buyer") }},
		"a type": {"/private/type", crm.CodeInvalid, func(sc *scene, p pen) {
			p.text(root, "type", "escrow")
		}},
		"a percentage": {"", "", func(sc *scene, p pen) { p.set(sc.made["commission"], "grossPct", 2.5) }},
		"over a hundred": {"/private/commission/grossPct", crm.CodeInvalid, func(sc *scene, p pen) {
			p.set(sc.made["commission"], "grossPct", 250)
		}},
		"a computed sum": {"/private/commission/gci", crm.CodeForbidden, func(sc *scene, p pen) {
			p.set(sc.made["commission"], "gci", 5)
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, "escrow", true)
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			_, err := policy.Check(sc.OpSet, p.Change)
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			refused(t, err, c.code, c.field)
		})
	}
}

func TestPolicy_LearnsTheTypeOfANewDocument(t *testing.T) {
	s := crdt.NewOpSet()
	policy := crdt.Policy{User: bob}
	empty := write("a", 1)
	price := write("a", 1)
	price.set(root, "ListPrice", 500)
	junk := write("a", 2)
	junk.set(root, "nonsense", 1)
	lead, listing, unknown := write("a", 2), write("a", 2), write("a", 2)
	lead.text(root, "type", "lead")
	listing.text(root, "type", "listing")
	unknown.text(root, "type", "boat")

	for _, p := range []pen{empty, price} {
		if _, err := policy.Check(s, p.Change); err != nil {
			t.Fatal(err)
		}
		add(t, s, p.Change)
	}
	_, err := policy.Check(s, junk.Change)
	refused(t, err, crm.CodeInvalid, "/nonsense")
	_, err = policy.Check(s, unknown.Change)
	refused(t, err, crm.CodeInvalid, "/type")
	_, err = policy.Check(s, lead.Change)
	refused(t, err, crm.CodeInvalid, "/ListPrice") // written before the type was known
	roots, err := policy.Check(s, listing.Change)
	if err != nil || !slices.Equal(roots, []string{"type"}) {
		t.Errorf("got %v, %v", roots, err)
	}
}

package crdt_test

import (
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// An author may describe a change in as many bytes as a short text has.
func TestPolicy_BoundsTheMessageOfAChange(t *testing.T) {
	for _, c := range []struct {
		name    string
		message string
		code    crm.Code
	}{
		{"none", "", ""},
		{"the longest", strings.Repeat("m", 4<<10), ""},
		{"one byte more", strings.Repeat("m", 4<<10+1), crm.CodeTooLarge},
		{"50,000 characters", strings.Repeat("é", 50_000), crm.CodeTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := newScene(t, "escrow", false)
			p := write("bob's actor", sc.next)
			p.set(root, "propertyAddress", "1 Main St")
			p.Message = c.message
			_, err := crdt.Policy{Type: crm.TypeNamed("escrow"), User: bob}.Check(sc.OpSet, p.Change)
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			refused(t, err, c.code, "")
		})
	}
}

func TestPolicy_BoundsLists(t *testing.T) {
	sc := newScene(t, "lead", false)
	p := write("bob's actor", sc.next)
	after := root
	for range crm.MaxListItems {
		after = p.push(sc.made["tags"], after, "x")
	}
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	if _, err := policy.Check(sc.OpSet, p.Change); err != nil {
		t.Fatal(err)
	}
	add(t, sc.OpSet, p.Change)
	one := write("alice's actor", p.MaxOp()+1)
	one.push(sc.made["tags"], root, "x")
	_, err := policy.Check(sc.OpSet, one.Change)
	refused(t, err, crm.CodeTooLarge, "/tags")
}

func TestPolicy_BoundsTexts(t *testing.T) {
	sc := newScene(t, "listing", false)
	policy := crdt.Policy{Type: crm.TypeNamed("listing"), User: bob}
	p := write("bob's actor", sc.next)
	p.push(sc.made["PublicRemarks"], root, strings.Repeat("x", crm.MaxTextBytes))
	if _, err := policy.Check(sc.OpSet, p.Change); err != nil {
		t.Fatal(err)
	}
	add(t, sc.OpSet, p.Change)
	one := write("alice's actor", p.MaxOp()+1)
	one.push(sc.made["PublicRemarks"], root, "x")
	_, err := policy.Check(sc.OpSet, one.Change)
	refused(t, err, crm.CodeTooLarge, "/PublicRemarks")
}

package crdt_test

import (
	"crypto/sha256"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// R45: of the rules within a field, those that a repair can follow from the history alone.
func TestJudge_RulesWithinAField(t *testing.T) {
	for name, c := range map[string]struct {
		recordType, faults, root, want string
		private                        bool
		build                          func(sc *scene, p pen)
	}{
		"an address that is none": {"lead", "invalid /email", "email", `"ann@example.com"`, false,
			func(sc *scene, p pen) { p.set(root, "email", "ann", sc.field["email"]) }},
		"a number that is none": {"lead", "invalid /phone", "phone", "", false,
			func(sc *scene, p pen) { p.set(root, "phone", "none") }},
		"a blank name": {"lead", "invalid /name", "name", "", false,
			func(sc *scene, p pen) { p.set(root, "name", " \u00a0") }},
		"half a bedroom": {"listing", "invalid /BedroomsTotal", "BedroomsTotal", "", false,
			func(sc *scene, p pen) { p.set(root, "BedroomsTotal", 2.5) }},
		"a year before 1900": {"client", "invalid /Anniversary", "Anniversary", "", false,
			func(sc *scene, p pen) { p.set(root, "Anniversary", "1899-12-31") }},
		"an address in a list": {"client", "invalid /Email/0", "Email", "[]", false,
			func(sc *scene, p pen) { p.push(sc.made["Email"], root, "bo") }},
		"a birthday before 1850": {"client", "invalid /private/Birthdate", "Birthdate", "", true,
			func(sc *scene, p pen) { p.set(root, "Birthdate", "1849-12-31") }},
		"a birthday to come": {"client", "", "Birthdate", `"2199-01-01"`, true, // it depends on the day
			func(sc *scene, p pen) { p.set(root, "Birthdate", "2199-01-01") }},
		"no value": {"lead", "", "phone", `""`, false, func(sc *scene, p pen) { p.set(root, "phone", "") }},
	} {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, c.recordType, c.private)
			if c.recordType == "lead" {
				first := write("carol's actor", sc.next)
				sc.field["email"] = first.set(root, "email", "ann@example.com")
				sc.add(t, first)
			}
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			policy := crdt.Policy{Type: crm.TypeNamed(c.recordType), User: bob, Private: c.private}
			got := judge(t, sc, policy, p)
			if got.faults != c.faults {
				t.Errorf("the faults are %q, want %q", got.faults, c.faults)
			}
			if is := string(got.Fields()[c.root]); is != c.want {
				t.Errorf("%s is %s, want %s", c.root, is, c.want)
			}
		})
	}
}

// What was stored before a rule stays, and comes back where a later change of it is put right.
func TestJudge_WhatWasThereBeforeARuleStays(t *testing.T) {
	sc := newScene(t, "lead", false)
	former := write("server's actor", sc.next)
	sc.field["email"] = former.set(root, "email", "ann at home")
	server := crdt.Policy{Type: crm.TypeNamed("lead"), Server: true}
	if _, err := server.Check(sc.OpSet, former.encode(t, 1)); err != nil {
		t.Fatalf("the server can't bring back what was there: %v", err)
	}
	sc.add(t, former)
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	p := write("bob's actor", sc.next)
	p.set(root, "name", "Ann")
	p.set(root, "email", "ann", sc.field["email"])
	got := judge(t, sc, policy, p)
	fields := got.Fields()
	if got.faults != "invalid /email" || string(fields["email"]) != `"ann at home"` || string(fields["name"]) != `"Ann"` {
		t.Errorf("%s: %s, %s", got.faults, fields["email"], fields["name"])
	}
}

// Repairs by the rules of former versions are known as such.
func TestRepairs_OfFormerVersionsAreKnown(t *testing.T) {
	cause := crdt.Hash{1, 2, 3}
	for version, known := range map[string]bool{"1": true, "2": true, "3": false} {
		sum := sha256.Sum256([]byte("roomkey/repair/" + version + "/" + cause.String()))
		actor := crdt.Actor(sum[:16])
		_, is := crdt.RepairOf(&crdt.Change{Actor: actor, Seq: 1, Message: "repair", Deps: []crdt.Hash{{9}, cause}})
		if crdt.Repairs(actor, cause) != known || is != known {
			t.Errorf("version %s is known: %v", version, is)
		}
		if (crdt.RepairActor(cause) == actor) != (version == "2") {
			t.Errorf("repairs of today are by version %s", version)
		}
	}
}

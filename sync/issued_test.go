package sync_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// The prefix of a user's actors follows from the user's id. Whoever learns it must not get there first: not a
// colleague, not somebody of another brokerage, not even for a record of their own (R26).
func TestActors_AnIssuedPrefixIsItsUsersAlone(t *testing.T) {
	for name, c := range map[string]struct{ thief, victim crm.ID }{
		"of a colleague":          {mate.ID, agent.ID},
		"in another brokerage":    {outsider.ID, agent.ID},
		"of another brokerage":    {agent.ID, outsider.ID},
		"the server's own prefix": {agent.ID, crm.ID{}},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			thief := *hub.storage.users[c.thief]
			own := hub.create(&thief, leadNamed("Own"))
			prefix := realtime.ActorPrefix(c.victim)
			stolen := crdt.Actor(append(prefix[:], "stranger"...))
			d := hub.open(&thief, own.ID)
			d.untilField("name", `"Own"`)
			honest := d.actor
			d.actor = stolen
			if err := d.untilRejected(d.set("name", "Stolen")); err.Code != crm.CodeForbidden {
				t.Errorf("the change is refused with %v", err)
			}
			if _, bound, err := hub.store.ActorUser(hub.ctx, []byte(stolen)); bound || err != nil {
				t.Errorf("the actor is bound: %v, %v", bound, err)
			}
			again := hub.open(&thief, own.ID)
			again.actor = honest
			again.untilField("name", `"Own"`)
			again.untilSaved(again.set("name", "Honest"))
			victim := hub.storage.users[c.victim]
			if victim == nil {
				return
			}
			theirs := hub.create(victim, leadNamed("Theirs"))
			v := hub.open(victim, theirs.ID)
			v.actor = stolen
			v.untilField("name", `"Theirs"`)
			v.untilSaved(v.set("name", "Still theirs"))
		})
	}
}

func leadNamed(name string) realtime.NewRecord {
	return realtime.NewRecord{Type: "lead",
		Fields: fieldsOf("name", name, "email", "a@example.test", "source", "web", "stage", "new")}
}

// The actor of the fixed first changes is the same in all documents: whoever bound it would be their author everywhere.
// R26
func TestActors_ThatOfAFirstChangeIsNobodys(t *testing.T) {
	hub := openHub(t)
	own := hub.create(&agent, leadNamed("Own"))
	d := hub.open(&agent, own.ID)
	d.untilField("name", `"Own"`)
	d.actor = crdt.Genesis(crm.TypeNamed("listing"), false).Actor
	if err := d.untilRejected(d.set("name", "Stolen")); err.Code != crm.CodeForbidden {
		t.Errorf("the change is refused with %v", err)
	}
	if _, bound, err := hub.store.ActorUser(hub.ctx, []byte(d.actor)); bound || err != nil {
		t.Errorf("the actor is bound: %v, %v", bound, err)
	}
}

package crdt_test

import (
	"errors"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// notesScene is a lead with a note of alice's ("n1", whose body is a Text that she has typed in twice and marked) and
// one of bob's ("n2", of scalars), and a list of notes that lost to the one that holds them.
type notesScene struct {
	*scene
	list    crdt.OpID
	texts   []crdt.OpID // the values of alice's body, which compete
	mention crdt.OpID   // the list of alice's mentions
	named   crdt.OpID   // its element
	bobs    crdt.OpID
}

func newNotesScene(t *testing.T) *notesScene {
	t.Helper()
	sc := &notesScene{scene: newScene(t, "lead", false)}
	sc.list = sc.made["notes"]
	p := write("alice's actor", sc.next)
	sc.texts = []crdt.OpID{sc.field["body"], p.text(sc.note, "body", "hello again")}
	sc.mention = p.makes(sc.note, "mentions", crdt.ActionMakeList)
	sc.named = p.push(sc.mention, root, alice.String())
	add(t, sc.OpSet, p.Change)
	q := write("bob's actor", p.MaxOp()+1)
	sc.bobs = q.pushes(sc.list, sc.note, crdt.ActionMakeMap)
	q.set(sc.bobs, "id", "n2")
	q.set(sc.bobs, "author", bob.String())
	q.set(sc.bobs, "body", "mine")
	add(t, sc.OpSet, q.Change)
	sc.next = q.MaxOp() + 1
	return sc
}

// over is an operation on the element of a list.
func over(list, elem crdt.OpID, action crdt.Action, pred ...crdt.OpID) crdt.Op {
	return crdt.Op{Obj: list, Elem: elem, List: true, Action: action, Pred: pred}
}

// touches are the ways to touch alice's note or the list of notes. Each says which field is refused to others ("":
// none), and whether the author and the broker role are refused too.
var touches = map[string]struct {
	field  string
	author bool // the author may
	broker bool // another user of the broker role may
	do     func(sc *notesScene, p pen)
}{
	"set the body": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "body", "new", sc.texts...)
	}},
	"set a competing body": {"/notes/n1", true, false, func(sc *notesScene, p pen) { p.set(sc.note, "body", "new") }},
	"set the body to a text": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.text(sc.note, "body", "new", sc.texts...)
	}},
	"delete the body": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.remove(sc.note, "body", sc.texts...)
	}},
	"type in the body": {"/notes/n1", true, false, func(sc *notesScene, p pen) { p.push(sc.texts[1], root, "H") }},
	"type in the body that lost": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.push(sc.texts[0], root, "H")
	}},
	"delete a character": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		first := crdt.OpID{Counter: sc.texts[1].Counter + 1, Actor: sc.texts[1].Actor}
		p.op(over(sc.texts[1], first, crdt.ActionDelete, first))
	}},
	"set the time": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "at", "2026-01-02T03:04:05Z")
	}},
	"mention somebody": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.push(sc.mention, sc.named, bob.String())
	}},
	"mention somebody else": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		op := over(sc.mention, sc.named, crdt.ActionSet, sc.named)
		op.Value = primitive(bob.String())
		p.op(op)
	}},
	"make other mentions": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.push(p.makes(sc.note, "mentions", crdt.ActionMakeList), root, bob.String())
	}},
	"delete the mentions": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.remove(sc.note, "mentions", sc.mention)
	}},
	"set another id": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "id", "n3", sc.field["id"])
	}},
	"delete the id": {"/notes/n1", false, false, func(sc *notesScene, p pen) {
		p.remove(sc.note, "id", sc.field["id"])
	}},
	"take over": {"/notes/n1", false, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "author", bob.String(), sc.field["author"])
	}},
	"compete for it": {"/notes/n1", false, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "author", bob.String())
	}},
	"disown it": {"/notes/n1", false, false, func(sc *notesScene, p pen) {
		p.remove(sc.note, "author", sc.field["author"])
	}},
	"say the author again": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		p.set(sc.note, "author", alice.String(), sc.field["author"])
	}},
	"type in the author": {"/notes/n1", false, false, func(sc *notesScene, p pen) {
		p.push(sc.field["author"], root, "0")
	}},
	"delete it": {"/notes/n1", true, true, func(sc *notesScene, p pen) {
		p.op(over(sc.list, sc.note, crdt.ActionDelete, sc.note))
	}},
	"put another note in its place": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		fill(p, p.op(over(sc.list, sc.note, crdt.ActionMakeMap, sc.note)))
	}},
	"put a competing note in its place": {"/notes/n1", true, false, func(sc *notesScene, p pen) {
		fill(p, p.op(over(sc.list, sc.note, crdt.ActionMakeMap)))
	}},
	"delete all notes": {"/notes", false, false, func(sc *notesScene, p pen) { p.remove(root, "notes", sc.list) }},
	"replace all notes": {"/notes", false, false, func(sc *notesScene, p pen) {
		p.makes(root, "notes", crdt.ActionMakeList, sc.list)
	}},
	"put a string for all notes": {"/notes", false, false, func(sc *notesScene, p pen) {
		p.set(root, "notes", "none", sc.list)
	}},
	"make a competing list": {"/notes", false, false, func(sc *notesScene, p pen) {
		p.makes(root, "notes", crdt.ActionMakeList)
	}},
	"add a note": {"", true, true, func(sc *notesScene, p pen) {
		fill(p, p.pushes(sc.list, root, crdt.ActionMakeMap))
	}},
	"make a note and delete it": {"", true, true, func(sc *notesScene, p pen) {
		made := p.pushes(sc.list, root, crdt.ActionMakeMap)
		fill(p, made)
		p.op(over(sc.list, made, crdt.ActionDelete, made))
	}},
}

// fill writes a note by the owner of the pen's actor.
func fill(p pen, note crdt.OpID) {
	p.set(note, "id", "n9")
	p.set(note, "author", writers[string(p.Actor)].String())
	p.set(note, "body", "x")
}

// writers are the users behind the actors of the tests.
var writers = map[string]crm.ID{"alice's actor": alice, "bob's actor": bob, "the broker's actor": {0xc0, 1: 3, 15: 3}}

func TestPolicy_KeepsNotesForTheirAuthors(t *testing.T) {
	lead := crm.TypeNamed("lead")
	for name, touch := range touches {
		for actor, user := range writers {
			t.Run(name+" by "+actor, func(t *testing.T) {
				sc := newNotesScene(t)
				p := write(actor, sc.next)
				touch.do(sc, p)
				broker := actor == "the broker's actor"
				before := line(sc.Fields())
				_, err := crdt.Policy{Type: lead, User: user, DeletesNotes: broker}.Check(sc.OpSet, p.Change)
				if after := line(sc.Fields()); after != before {
					t.Errorf("checking changed the set: %s", after)
				}
				switch {
				case touch.field == "" || user == alice && touch.author || broker && touch.broker:
					if err != nil {
						t.Error(err)
					}
				case user == alice:
					if err == nil {
						t.Error("accepted")
					}
				default:
					refused(t, err, crm.CodeForbidden, touch.field)
				}
			})
		}
	}
}

// The server moves notes of all users when it folds lists; while a document is no record yet, all of it is its one
// author's.
func TestPolicy_LetsTheServerAndTheAuthorOfADraftTouchAllNotes(t *testing.T) {
	lead := crm.TypeNamed("lead")
	for name, touch := range touches {
		for who, policy := range map[string]crdt.Policy{
			"the server": {Type: lead, Server: true},
			"an author":  {Type: lead, User: alice, Draft: true},
			"undecided":  {User: alice, Draft: true},
		} {
			t.Run(name+" by "+who, func(t *testing.T) {
				sc := newNotesScene(t)
				p := write("alice's actor", sc.next)
				touch.do(sc, p)
				if err := policy.CheckNotes(sc.OpSet, p.Change); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// Before the type is known, notes are their authors' as well.
func TestPolicy_KeepsNotesBeforeTheTypeIsKnown(t *testing.T) {
	sc := newNotesScene(t)
	p := write("bob's actor", sc.next)
	p.set(sc.note, "body", "new", sc.texts...)
	_, err := crdt.Policy{User: bob}.Check(sc.OpSet, p.Change)
	refused(t, err, crm.CodeForbidden, "/notes/n1")
}

// What a note's element and its list hold besides is nobody else's either: values of the author that compete, notes
// that were deleted, notes in a list that lost.
func TestPolicy_KeepsNotesThatAreNotShown(t *testing.T) {
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	sc := newNotesScene(t)
	a := write("alice's actor", sc.next)
	second := a.op(over(sc.list, sc.note, crdt.ActionMakeMap)) // competes with her first note
	fill(a, second)
	lost := a.makes(root, "notes", crdt.ActionMakeList)
	hidden := a.pushes(lost, root, crdt.ActionMakeMap)
	fill(a, hidden)
	gone := a.pushes(sc.list, root, crdt.ActionMakeMap)
	fill(a, gone)
	a.op(over(sc.list, gone, crdt.ActionDelete, gone))
	add(t, sc.OpSet, a.Change)
	for name, do := range map[string]func(p pen){
		"a note that competes":           func(p pen) { p.set(second, "body", "new") },
		"the note that it competes with": func(p pen) { p.set(sc.note, "body", "new") },
		"one of them":                    func(p pen) { p.op(over(sc.list, sc.note, crdt.ActionDelete, second)) },
		"a note in another list":         func(p pen) { p.set(hidden, "body", "new") },
		"its element":                    func(p pen) { p.op(over(lost, hidden, crdt.ActionDelete, hidden)) },
		"a note that is gone":            func(p pen) { p.set(gone, "body", "new") },
		"the place of a note that is gone": func(p pen) {
			fill(p, p.op(over(sc.list, gone, crdt.ActionMakeMap)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := write("bob's actor", a.MaxOp()+1)
			do(p)
			_, err := policy.Check(sc.OpSet, p.Change)
			var e *crm.Error
			if !errors.As(err, &e) || e.Code != crm.CodeForbidden {
				t.Errorf("got %v, want forbidden", err)
			}
		})
	}
}

// A note with two authors or none, as only old data may have it, is nobody's: the broker role may delete it.
func TestPolicy_LeavesNotesOfNobodyAlone(t *testing.T) {
	lead := crm.TypeNamed("lead")
	for name, authors := range map[string][]crm.ID{"two authors": {alice, bob}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, "lead", false)
			s := write("server's actor", sc.next)
			note := s.pushes(sc.made["notes"], root, crdt.ActionMakeMap)
			s.set(note, "id", "n5")
			for _, author := range authors {
				s.set(note, "author", author.String())
			}
			add(t, sc.OpSet, s.Change)
			p, q := write("bob's actor", s.MaxOp()+1), write("bob's actor", s.MaxOp()+1)
			p.set(note, "body", "mine")
			_, err := crdt.Policy{Type: lead, User: bob}.Check(sc.OpSet, p.Change)
			refused(t, err, crm.CodeForbidden, "/notes/n5")
			q.op(over(sc.made["notes"], note, crdt.ActionDelete, note))
			if _, err = (crdt.Policy{Type: lead, User: bob, DeletesNotes: true}).Check(sc.OpSet, q.Change); err != nil {
				t.Error(err)
			}
		})
	}
}

// Whoever sees no others' notes may write the list anew, as stock clients do that assign their first note.
func TestPolicy_LetsAListWithoutOthersNotesBeReplaced(t *testing.T) {
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	sc := newScene(t, "lead", false)
	gone := write("alice's actor", sc.next)
	gone.op(over(sc.made["notes"], sc.note, crdt.ActionDelete, sc.note))
	add(t, sc.OpSet, gone.Change)
	for _, build := range []func(p pen){
		func(p pen) { fill(p, p.pushes(sc.made["notes"], root, crdt.ActionMakeMap)) },
		func(p pen) {
			list := p.makes(root, "notes", crdt.ActionMakeList, sc.made["notes"])
			fill(p, p.pushes(list, root, crdt.ActionMakeMap))
		},
	} {
		p := write("bob's actor", gone.MaxOp()+1)
		build(p)
		if _, err := policy.Check(sc.OpSet, p.Change); err != nil {
			t.Error(err)
		}
	}
}

// A list of notes that competes with the present one is nobody's fault if its author may not have seen that: the
// caller judges it by what the author had seen.
func TestPolicy_JudgesACompetingListOfNotesByWhatItsAuthorHadSeen(t *testing.T) {
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	sc := newNotesScene(t)
	p := write("bob's actor", sc.next)
	fill(p, p.pushes(p.makes(root, "notes", crdt.ActionMakeList), root, crdt.ActionMakeMap))
	_, err := policy.Check(sc.OpSet, p.Change)
	var hidden *crdt.HiddenNotesError
	if !errors.As(err, &hidden) {
		t.Errorf("got %v, want notes that are hidden", err)
	}
	if _, err := policy.Check(crdt.NewOpSet(), p.Change); err != nil {
		t.Errorf("where there is no list: %v", err)
	}
}

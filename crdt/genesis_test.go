package crdt_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// The hashes are pinned. Another hash means another change, which would compete with the one that existing devices
// made.
var genesisHashes = map[string]string{
	"escrow":          "451f688677b1506593bdc758f87ee873d9b76375525cbae05d7e04d0d0612f36",
	"escrow private":  "1cce80d67b286622e5ff5621ddba5bcc65e4c305abed5b3681b3d946bf37957e",
	"listing":         "343f186eba463b1e64625ed6b852fc824a5ce424affda19dc71415e688c47943",
	"listing private": "43b9aec0f76e7a050c5f10bca8bfdb3d7b6619eee1c593024f62d50f471a78c8",
	"client":          "b8f1812ec72aa409cd9819e9359a7d4f986a7d8d46a26485093d76003c1cbc99",
	"client private":  "0dc7b220e42c28c53ca3dbad29bf095d594ff2fb1763a025ff3ee7a645336d44",
	"appointment":     "f628b793add79dbd315e407c6d7518219870cf7db596c6137f7c9fd7f2de6e75",
	"lead":            "48455824cb96707c1fec2bfdc7bf50da67cf34302dbcb073c26cdd990247f2b0",
}

// R32
func TestGenesis_IsFixed(t *testing.T) {
	for _, recordType := range crm.Types {
		for _, private := range []bool{false, true} {
			name := recordType.Name
			if private {
				name += " private"
			}
			c := crdt.Genesis(recordType, private)
			if c == nil {
				if _, pinned := genesisHashes[name]; pinned {
					t.Errorf("%s: no first change", name)
				}
				continue
			}
			if c.Hash.String() != genesisHashes[name] {
				t.Errorf("%q: %q,", name, c.Hash)
			}
			if !crdt.IsGenesis(c.Hash) || c.Time != 0 || c.Seq != 1 || len(c.Deps) != 0 || len(c.Actor) != 16 {
				t.Errorf("%s: not a fixed first change: %+v", name, c)
			}
			parsed, err := crdt.ParseChange(c.Data, nil)
			if err != nil || parsed.Hash != c.Hash || !bytes.Equal(parsed.Data, c.Data) {
				t.Errorf("%s: does not parse as itself: %v", name, err)
			}
		}
	}
	if crdt.IsGenesis(crdt.Hash{1}) {
		t.Error("any change is taken for a first one")
	}
}

// former returns the fixed first change that documents of a type began with before they had a briefing.
func former(t *testing.T, recordType *crm.RecordType) *crdt.Change {
	t.Helper()
	raw, err := os.ReadFile("testdata/genesis-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var chunks map[string][]byte
	if err := json.Unmarshal(raw, &chunks); err != nil {
		t.Fatal(err)
	}
	c, err := crdt.ParseChange(chunks[recordType.Name], nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Documents that began with a former first change stay valid, and a repair makes what it lacks. Where two devices began
// one document by different versions, the containers are folded into one each, with what both wrote (R32).
func TestGenesis_FormerOnesStayValidAndAreCompleted(t *testing.T) {
	for _, recordType := range crm.Types {
		first, now := former(t, recordType), crdt.Genesis(recordType, false)
		if !crdt.IsGenesis(first.Hash) || first.Hash == now.Hash {
			t.Errorf("%s: the former first change is unknown", recordType.Name)
		}
		for name, changes := range map[string][]*crdt.Change{"one": {first}, "both": {first, now}} {
			t.Run(recordType.Name+" "+name, func(t *testing.T) {
				s := crdt.NewOpSet()
				tag := write("alice's actor", 100)
				tag.push(madeBy(first, "tags"), root, "hers")
				changes := append(changes, tag.Change)
				if name == "both" {
					other := write("bob's actor", 100)
					other.push(madeBy(now, "tags"), root, "his")
					other.push(madeBy(now, "briefing"), root, "B")
					changes = append(changes, other.Change)
				}
				for _, c := range changes {
					policy := crdt.Policy{Server: crdt.IsGenesis(c.Hash), User: alice, Draft: true}
					if _, err := policy.Check(s, c); err != nil {
						t.Fatalf("the policy refuses a first change: %v", err)
					}
					add(t, s, c)
				}
				repair, err := crdt.Repair(s, recordType, false, nil, crdt.Change{Actor: server, Seq: 1,
					StartOp: 200})
				if err != nil || repair == nil {
					t.Fatalf("no repair: %v", err)
				}
				add(t, s, repair)
				if folds := crdt.Folds(s, recordType, false); len(folds) != 0 {
					t.Errorf("still to be made: %v", folds)
				}
				fields := content(t, s)
				want := map[string]string{"one": `["hers"] ""`, "both": `["hers","his"] "B"`}[name]
				tags, _ := fields["tags"].([]any) // which version's come first depends on their actors
				slices.SortFunc(tags, func(a, b any) int { return cmp.Compare(line(a), line(b)) })
				if got := line(tags) + " " + line(fields["briefing"]); got != want {
					t.Errorf("tags and briefing are %s, want %s", got, want)
				}
				delete(fields, "type")
				if err := recordType.Check(fields, false); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// madeBy is the container that a first change makes at a root key.
func madeBy(c *crdt.Change, key string) crdt.OpID {
	return c.Ops[slices.IndexFunc(c.Ops, func(op crdt.Op) bool { return op.Obj.IsZero() && op.Key == key })].ID
}

func TestGenesis_MakesEveryContainerAndFitsTheSchema(t *testing.T) {
	for _, recordType := range crm.Types {
		for _, private := range []bool{false, true} {
			c := crdt.Genesis(recordType, private)
			if c == nil {
				continue
			}
			s := crdt.NewOpSet()
			if _, err := (crdt.Policy{Private: private}).Check(s, c); err != nil {
				t.Errorf("%s: the policy refuses the first change: %v", recordType.Name, err)
			}
			if err := s.Apply(c); err != nil {
				t.Fatal(err)
			}
			if folds := crdt.Folds(s, recordType, private); len(folds) != 0 {
				t.Errorf("%s: still to be made: %v", recordType.Name, folds)
			}
			fields := content(t, s)
			if !private && fields["type"] != recordType.Name {
				t.Errorf("type is %v", fields["type"])
			}
			delete(fields, "type")
			if err := recordType.Check(fields, private); err != nil {
				t.Error(err)
			}
		}
	}
}

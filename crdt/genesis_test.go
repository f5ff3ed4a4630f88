package crdt_test

import (
	"bytes"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// The hashes are pinned. Another hash means another change, which would compete with the one that existing devices
// made.
var genesisHashes = map[string]string{
	"escrow":          "652b6704d582f197b14942508d1c1f66875bdf8ab9aec7ac4da267430f346e34",
	"escrow private":  "1cce80d67b286622e5ff5621ddba5bcc65e4c305abed5b3681b3d946bf37957e",
	"listing":         "9f6267084a959499d4fec05ea56789c452f45d5e8631de352374823476f1cbf4",
	"listing private": "43b9aec0f76e7a050c5f10bca8bfdb3d7b6619eee1c593024f62d50f471a78c8",
	"client":          "5fcc4f8bfa5b639064bdf5a5947cdc0cc4957a2dad162d42d57e77bab40cb1b2",
	"client private":  "0dc7b220e42c28c53ca3dbad29bf095d594ff2fb1763a025ff3ee7a645336d44",
	"appointment":     "3bc62453153285c6cc484f39d6e2950546ded18054ad1a809b89d58690914862",
	"lead":            "d3cd04538c60ca52bc12f11000a62d7fb53b900064acdcd73b58882ce4af7b2e",
}

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

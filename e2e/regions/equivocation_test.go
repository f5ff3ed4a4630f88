package regions_test

import (
	"bytes"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// A device that was copied makes two changes of one number, each of which a region accepts behind a cut. When it is
// healed, the change with the lower hash stays in all regions. The other is refused when its device offers it again.
func TestFault_TwoChangesWithOneNumberBehindACut(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", nil)
	sides := []*roomkeytest.Server{r.Region("a"), r.Region("c")}
	listing := sides[0].Shared("listings", 1)[0].Key(t)
	var copies []*copied
	for _, s := range sides {
		copies = append(copies, openCopied(s, listing))
	}
	r.Cut("c")
	cities := []string{"Of one copy", "Of the other copy"}
	for i, c := range copies {
		c.edit("City", cities[i])
		shows(c.server, listing, "City", cities[i])
	}
	stays, goes := 0, 1
	if bytes.Compare(copies[1].change.Hash[:], copies[0].change.Hash[:]) < 0 {
		stays, goes = 1, 0
	}
	r.Heal("c")
	healed := time.Now()
	for _, name := range []string{"a", "b", "c"} {
		shows(r.Region(name), listing, "City", cities[stays])
	}
	t.Logf("one change is in all regions %s after healing", time.Since(healed).Round(time.Millisecond))
	for _, s := range sides {
		if answer := offer(s, listing, copies[goes].change); answer.Type != "rejected" {
			t.Errorf("the change that went is answered by %+v", answer)
		}
		if answer := offer(s, listing, copies[stays].change); answer.Type != "saved" {
			t.Errorf("the change that stays is answered by %+v", answer)
		}
	}
	saves(r.Region("b"), open(r.Region("b"), listing), "City", "Afterwards")
	for _, s := range sides {
		shows(s, listing, "City", "Afterwards")
	}
	equalAndSound(r, listing, "a", "b", "c")
}

// copied is a device whose actor another one has too.
type copied struct {
	server *roomkeytest.Server
	client *testclient.Client
	doc    *testclient.Doc
	change *crdt.Change // the one that it has made
}

func openCopied(s *roomkeytest.Server, id crm.ID) *copied {
	s.T.Helper()
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{
		Actor: func() crdt.Actor { return crdt.Actor("a copied device!") }})
	s.T.Cleanup(c.Close)
	s.JoinOwn(c, &demo.Agent1)
	return &copied{server: s, client: c, doc: s.Open(c, id)}
}

// edit sets a field, and waits until that is saved.
func (c *copied) edit(field, value string) {
	c.server.T.Helper()
	made, err := c.doc.Prepare(1, func(int) (string, any) { return field, value })
	if err == nil {
		c.change = made[0]
		err = c.client.Post(c.doc.ID, c.change)
	}
	if err != nil {
		c.server.T.Fatal(err)
	}
	c.server.Save(c.doc, c.change.Hash, nil)
}

// offer sends a change of Ana's by another connection, and gives what the server says of it.
func offer(s *roomkeytest.Server, id crm.ID, change *crdt.Change) testclient.Frame {
	s.T.Helper()
	answers := make(chan testclient.Frame, 8)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{OnFrame: func(f testclient.Frame) {
		if f.Type == "saved" || f.Type == "rejected" {
			answers <- f
		}
	}})
	defer c.Close()
	s.JoinOwn(c, &demo.Agent1)
	if err := c.Post(id, change); err != nil {
		s.T.Fatal(err)
	}
	return roomkeytest.AwaitFrame(s.T, answers)
}

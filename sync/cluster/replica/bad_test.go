package replica_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/wire/wiretest"
	"roomkey/sync/session"
)

// answerTime is how long a device waits for an answer.
const answerTime = 20 * time.Second

// writeBadly has a user's device write what may not be into a lead, after what the region has of it: a wrong value, an
// unknown field, and no name any more. Each region that takes it in has to come to the same repair.
func (s *simulation) writeBadly(r *region, user *crm.User) {
	s.Helper()
	rec := s.records[s.chance.IntN(len(s.records))]
	stored, err := r.store.Document(s.Context(), rec.ID)
	s.tolerate(err)
	if rec.Type != "lead" || err != nil || stored.Draft || !stored.Moved.IsZero() {
		return
	}
	s.offer(r, user, rec.ID, s.badChange(stored))
}

// badChange makes such a change.
func (s *simulation) badChange(stored *crm.Stored) *crdt.Change {
	s.Helper()
	graph, ops := s.history(stored)
	s.devices++
	c := &crdt.Change{Actor: crdt.Actor("device " + strconv.Itoa(s.devices)), Seq: 1, StartOp: graph.MaxOp() + 1,
		Deps: graph.Heads()}
	bad := crdt.Value{Type: crdt.ValueString, Bytes: "not valid"}
	for i, key := range []string{"name", "nickname", "stage"} {
		op := crdt.Op{Key: key, Action: crdt.ActionSet, Value: bad}
		if op.ID = (crdt.OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}); key == "name" {
			op.Action, op.Value = crdt.ActionDelete, crdt.Value{}
		}
		for _, v := range ops.Values(crdt.OpID{}, key) {
			op.Pred = append(op.Pred, v.Op)
		}
		slices.SortFunc(op.Pred, func(a, b crdt.OpID) int {
			if a.Less(b) {
				return -1
			}
			return 1
		})
		if op.Action == crdt.ActionSet || len(op.Pred) > 0 {
			c.Ops = append(c.Ops, op)
		}
	}
	for i := range c.Ops {
		c.Ops[i].ID.Counter = c.StartOp + uint64(i)
	}
	if err := crdt.EncodeChange(c); err != nil {
		s.Fatal(err)
	}
	return c
}

// history reads the changes of a document.
func (s *simulation) history(stored *crm.Stored) (*crdt.Graph, *crdt.OpSet) {
	s.Helper()
	graph, ops := crdt.NewGraph(), crdt.NewOpSet()
	for i := range stored.Changes {
		c, err := crdt.ParseChange(stored.Changes[i].Data, nil)
		if err != nil || graph.Add(crdt.NodeOf(c)) != nil || ops.Apply(c) != nil {
			s.Fatal("the document can't be read: ", err)
		}
	}
	return graph, ops
}

// offer sends a change by a socket, and waits for the first answer about its document: what has become of it, or that
// the document is not there, for which it asks besides. Where the record was erased since it was read, a change that
// waited for the disk is rejected, and one that comes later gets no other answer. Where it was deleted or transferred
// while the change waited, the device hears of that loss, and of the record nothing more.
func (s *simulation) offer(r *region, user *crm.User, doc crm.ID, c *crdt.Change) {
	s.Helper()
	near, far := session.NewPair(64)
	speaker, err := r.Admit(s.Context(), near, crm.Principal{User: *user})
	if err != nil {
		s.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = speaker.Run(s.Context()) }()
	defer func() { _ = far.Close(1000, ""); <-ended }()
	late := time.AfterFunc(answerTime, func() { _ = far.Close(1000, "") })
	defer late.Stop()
	name := string(c.Actor)
	message := crdt.Message{Heads: []crdt.Hash{c.Hash}, Changes: [][]byte{c.Data}}
	for _, frame := range []map[string]any{
		{"type": "join", "senderId": name, "supportedProtocolVersions": []string{"1"}},
		{"type": "room:join", "room": string(crm.UserRoom(user.ID))}, // who has joined none is not told of rejections
		{"type": "sync", "senderId": name, "targetId": "server", "documentId": crm.DocumentID(doc),
			"data": message.Encode()},
		{"type": "request", "senderId": name, "targetId": "server", "documentId": crm.DocumentID(doc),
			"data": (&crdt.Message{Heads: []crdt.Hash{c.Hash}}).Encode()},
	} {
		data, err := cbor.Marshal(frame)
		if err != nil {
			s.Fatal(err)
		}
		if err := far.WriteFrame(data, nil); err != nil {
			s.Fatal(err)
		}
	}
	for heard := []string{}; ; {
		data, err := far.ReadFrame(1 << 24)
		if err != nil {
			stored, now := r.store.Document(s.Context(), doc)
			s.Fatalf("a device got no answer about %v, but %q: %v; stored is %+v, %v", doc, heard, err, stored, now)
		}
		var frame struct {
			Type     string `cbor:"type"`
			Document string `cbor:"documentId"`
		}
		if err := cbor.Unmarshal(data, &frame); err != nil {
			s.Fatal(err)
		}
		switch {
		case frame.Document == crm.DocumentID(doc):
			s.answers[frame.Type]++
			return
		case bytes.Contains(data, []byte(crm.EventAccessChanged)):
			s.answers[crm.EventAccessChanged]++
			return
		}
		heard = append(heard, frame.Type)
	}
}

// A device that writes into a record hears what has become of that, also where the record was erased since the device
// had read it, whether the server has noticed that or not. (Seed 38 of a thousand waited for ever.)
func TestReplica_ADeviceHearsThatItsRecordWasErased(t *testing.T) {
	for name, noticed := range map[string]bool{"before the server has noticed": false, "after it has": true} {
		t.Run(name, func(t *testing.T) {
			world := wiretest.New(t, 1, names...)
			r := start(t, world, names[0], storetest.Dir(t))
			s := &simulation{TB: t, world: world, answers: map[string]int{}}
			rec := r.newLead(&agent, "Ann")
			stored, err := r.store.Document(t.Context(), rec.ID)
			if err != nil {
				t.Fatal(err)
			}
			c := s.badChange(stored)
			if err := r.store.Erase(t.Context(), rec.ID); err != nil {
				t.Fatal(err)
			}
			if noticed {
				r.Forget(rec.ID)
			}
			s.offer(r, &agent, rec.ID, c)
		})
	}
}

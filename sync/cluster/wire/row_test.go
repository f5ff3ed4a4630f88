package wire_test

import (
	"bytes"
	"reflect"
	"testing"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var somePage = []crm.OrderedEntry{{Seq: 7, Broker: brokerage, Previous: crm.Hash{1}, Data: []byte("one")},
	{Seq: 8, Broker: brokerage, Previous: crm.Hash{2}, Data: []byte{}}}

func TestRows_ReadWhatTheyWrote(t *testing.T) {
	page, err := wire.DecodeLedgerPage(wire.EncodeLedgerPage(somePage))
	if err != nil || !reflect.DeepEqual(page, somePage) {
		t.Errorf("read %+v, %v", page, err)
	}
	want := []crm.LedgerEntry{{ID: crm.ID{3}, Broker: brokerage, Kind: "user.added", Data: []byte("data")},
		{ID: crm.ID{4}, Broker: brokerage, Kind: "team.added", Data: []byte("more")}}
	entries, err := wire.DecodeAppend(&wire.Message{Brokerage: brokerage, Payload: wire.EncodeAppend(want)})
	if err != nil || !reflect.DeepEqual(entries, want) {
		t.Errorf("read %+v, %v", entries, err)
	}
	at := []wire.Place{{Seq: 9, Chained: true, Previous: crm.Hash{4}}, {}, {Seq: 1 << 40}}
	places, err := wire.DecodePlaces(wire.EncodePlaces(at))
	if err != nil || !reflect.DeepEqual(places, at) {
		t.Errorf("read %+v, %v", places, err)
	}
	if n, err := wire.DecodeNumber(wire.EncodeNumber(1 << 40)); err != nil || n != 1<<40 {
		t.Error(n, err)
	}
}

// A region opens its own entries too, at any place; nobody opens one that was sealed for another brokerage.
func TestPort_SealsRowsForEverybody(t *testing.T) {
	world := wiretest.New(t, 1, "a", "b")
	a := newEnd(world.Region("a"), "a", 7, wire.NewKeys(secret))
	b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
	sealed := a.SealRow(brokerage, crm.Hash{9}, []byte("entry"))
	for _, end := range []*end{a, b} {
		e, err := end.OpenRow(5, wire.RowsSubject(brokerage), bytes.Clone(sealed))
		if err != nil || e.Seq != 5 || e.Broker != brokerage || e.Previous != (crm.Hash{9}) ||
			string(e.Data) != "entry" {
			t.Errorf("%+v, %v", e, err)
		}
		for _, subject := range []string{wire.RowsSubject(crm.ID{1}), wire.BeatSubject} {
			if _, err := end.OpenRow(5, subject, sealed); crm.CodeOf(err) != crm.CodeInvalid {
				t.Errorf("it was opened for %s: %v", subject, err)
			}
		}
		for i := range sealed {
			bad := bytes.Clone(sealed)
			bad[i] ^= 4
			if _, err := end.OpenRow(5, wire.RowsSubject(brokerage), bad); err == nil {
				t.Errorf("byte %d may be another", i)
			}
		}
	}
}

// No page is too odd to be read or refused, and what is read is written the same.
func FuzzLedgerPage_Decode(f *testing.F) {
	f.Add(wire.EncodeLedgerPage(somePage))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 60))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if page, err := wire.DecodeLedgerPage(payload); err == nil &&
			!bytes.Equal(wire.EncodeLedgerPage(page), payload) {
			t.Errorf("%x was read as %+v", payload, page)
		}
	})
}

package wire_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

func anID(n byte) crm.ID { return crm.ID{0: n, 15: n} }

// entries are items of every form.
func entries() []crm.LogItem {
	at := time.UnixMicro(1_764_500_000_123_456).UTC()
	row := crm.Row{Broker: anID(7), Owner: anID(8), Visibility: crm.VisibilityTeam}
	change := crm.StoredChange{User: anID(4), At: at, Data: []byte("a change")}
	place := func(seq uint64) crm.LogPlace {
		return crm.LogPlace{Origin: crm.Origin{Region: "fra", Start: 77}, Seq: seq}
	}
	return []crm.LogItem{
		{LogPlace: place(1), Record: anID(1), Document: anID(1), UpdatedAt: at,
			Changes: []crm.StoredChange{change, {Data: []byte("b")}},
			Birth:   &crm.Birth{Row: row, CreatedAt: at}},
		{LogPlace: place(2), Record: anID(1), Document: anID(2), Private: true, More: true,
			Changes: []crm.StoredChange{change}},
		{LogPlace: place(9), Record: anID(3), Document: anID(5), Renews: anID(3), Cut: true,
			Notices: []crm.Notice{{ID: anID(9), User: anID(8), At: at, Kind: "mention", Record: anID(3), By: anID(4),
				Data: []byte(`{"note":"n"}`)}, {ID: anID(10), User: anID(8)}}},
	}
}

func TestLog_EntriesAndPagesComeAsTheyWere(t *testing.T) {
	t.Parallel()
	all := entries()
	for i := range all {
		got, err := wire.DecodeEntry(wire.EncodeEntry(&all[i]))
		if err != nil || !reflect.DeepEqual(got, all[i]) {
			t.Errorf("entry %d is %+v, was %+v (%v)", i, got, all[i], err)
		}
	}
	page := crm.LogPage{Items: all, First: 1, Through: 9, Skip: 3}
	origin, got, err := wire.DecodePage(wire.EncodePage(all[0].Origin, &page))
	if err != nil || origin != all[0].Origin || !reflect.DeepEqual(got, page) {
		t.Errorf("the page of %v is %+v (%v)", origin, got, err)
	}
	for _, pull := range []wire.Pull{{Origin: origin, After: 5, Skip: 2, Offset: 9}, {Record: anID(1), Skip: 7}} {
		if got, err := wire.DecodePull(wire.EncodePull(&pull)); err != nil || got != pull {
			t.Errorf("the question is %+v, was %+v (%v)", got, pull, err)
		}
	}
	heads := wire.HeadsPage{Spans: []crm.LogSpan{{Origin: origin, First: 2, Have: 5}},
		Heads: []crm.RecordHeads{{Record: anID(1), Shared: anID(2), Heads: []crm.Hash{{1}, {2}}}}}
	if got, err := wire.DecodeHeads(wire.EncodeHeads(&heads)); err != nil || !reflect.DeepEqual(got, heads) {
		t.Errorf("the heads are %+v (%v)", got, err)
	}
}

func TestLog_ALongAnswerComesInParts(t *testing.T) {
	t.Parallel()
	answer := bytes.Repeat([]byte("0123456789"), 300_000)
	var got []byte
	whole := false
	for n := 0; !whole; n++ {
		part := wire.EncodePart(answer, len(got))
		if len(part) > wire.MaxPayload {
			t.Fatalf("a part has %d bytes", len(part))
		}
		var err error
		if got, whole, err = wire.DecodePart(part, got); err != nil || n > 10 {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, answer) {
		t.Error("the answer is another one")
	}
	if _, _, err := wire.DecodePart(wire.EncodePart(answer, 0), got); err == nil {
		t.Error("a part that does not follow is taken")
	}
}

// What is truncated, or has an entry twice or in another order, is refused.
func TestLog_RefusesWhatIsMalformed(t *testing.T) {
	t.Parallel()
	all := entries()
	page := crm.LogPage{Items: all, First: 1, Through: 9}
	data := wire.EncodePage(all[0].Origin, &page)
	for n := range data {
		if _, _, err := wire.DecodePage(data[:n]); err == nil {
			t.Errorf("a page of %d of %d bytes is taken", n, len(data))
		}
	}
	for name, items := range map[string][]crm.LogItem{
		"doubled": {all[0], all[0]}, "reversed": {all[1], all[0]}, "without a record": {{LogPlace: all[0].LogPlace}},
	} {
		if _, _, err := wire.DecodePage(wire.EncodePage(all[0].Origin, &crm.LogPage{Items: items})); err == nil {
			t.Errorf("a page that is %s is taken", name)
		}
	}
}

func FuzzDecodeLog(f *testing.F) {
	all := entries()
	for i := range all {
		f.Add(wire.EncodeEntry(&all[i]))
	}
	f.Add(wire.EncodePage(all[0].Origin, &crm.LogPage{Items: all, First: 1, Through: 9, Skip: 3}))
	f.Add(wire.EncodePull(&wire.Pull{Origin: all[0].Origin, After: 5}))
	f.Add(wire.EncodeHeads(&wire.HeadsPage{Heads: []crm.RecordHeads{{Record: anID(1), Heads: []crm.Hash{{1}}}}}))
	f.Add(wire.EncodePart([]byte("answer"), 0))
	f.Add(wire.EncodePullRecords(&wire.PullRecords{Records: []crm.ID{anID(1)}}))
	f.Add(wire.EncodeSettings(someSettings()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if item, err := wire.DecodeEntry(data); err == nil {
			if again := wire.EncodeEntry(&item); !bytes.Equal(again, data) {
				t.Errorf("an entry has two forms: %x, %x", data, again)
			}
		}
		if origin, page, err := wire.DecodePage(data); err == nil {
			if again := wire.EncodePage(origin, &page); !bytes.Equal(again, data) {
				t.Errorf("a page has two forms: %x, %x", data, again)
			}
		}
		_, _ = wire.DecodePull(data)
		_, _ = wire.DecodeHeads(data)
		_, _, _ = wire.DecodeWhole(data)
		_, _, _ = wire.DecodePart(data, nil)
		_, _ = wire.DecodePullRecords(data)
		_, _ = wire.DecodeRecords(data, []crm.ID{anID(1)})
		_, _ = wire.DecodeSettings(data)
		_, _ = wire.DecodeSettingsQuestion(data)
	})
}

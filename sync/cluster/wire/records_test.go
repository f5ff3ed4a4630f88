package wire_test

import (
	"reflect"
	"testing"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

func TestRecords_AreReadAsTheyWereWritten(t *testing.T) {
	asked := wire.PullRecords{Records: []crm.ID{anID(1), anID(2), anID(3)}, Offset: 7}
	question, err := wire.DecodePullRecords(wire.EncodePullRecords(&asked))
	if err != nil || !reflect.DeepEqual(question, asked) {
		t.Errorf("the question is %+v, was %+v (%v)", question, asked, err)
	}
	page := &wire.RecordsPage{Whole: 1, Next: 4, Items: []crm.LogItem{
		{Record: anID(1), Document: anID(1)}, {Record: anID(2), Document: anID(5)}}}
	got, err := wire.DecodeRecords(wire.EncodeRecords(page), asked.Records)
	if err != nil || got.Whole != 1 || got.Next != 4 || len(got.Items) != 2 || got.Items[1].Record != anID(2) {
		t.Errorf("the answer is %+v (%v)", got, err)
	}
	for name, wrong := range map[string]wire.RecordsPage{
		"with nothing":            {},
		"with more than asked":    {Whole: 4},
		"with a part beyond":      {Whole: 3, Next: 1},
		"of something else":       {Whole: 1, Items: []crm.LogItem{{Record: anID(9), Document: anID(9)}}},
		"of what is not answered": {Whole: 1, Items: []crm.LogItem{{Record: anID(2), Document: anID(2)}}},
	} {
		_, err := wire.DecodeRecords(wire.EncodeRecords(&wrong), asked.Records)
		if crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("an answer %s is taken: %v", name, err)
		}
	}
	_, err = wire.DecodePullRecords(wire.EncodePullRecords(&wire.PullRecords{}))
	if crm.CodeOf(err) != crm.CodeInvalid {
		t.Error("a question about nothing is taken:", err)
	}
}

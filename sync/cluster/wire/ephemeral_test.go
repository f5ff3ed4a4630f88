package wire_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

var carets = []crm.Ephemeral{
	{Document: brokerage, Sender: "tab 1", Session: "s", Count: 7, Data: []byte("caret")},
	{Document: brokerage, Sender: "tab 2", Session: "t", Count: 1 << 53, Data: make([]byte, crm.MaxEphemeral)},
}

// What is too long for others goes to nobody, and everything else does.
func TestEphemerals_ReadWhatWasWritten(t *testing.T) {
	long := []crm.Ephemeral{{Sender: strings.Repeat("x", 257)}, {Session: strings.Repeat("x", 257)},
		{Data: make([]byte, crm.MaxEphemeral+1)}, {Count: 1 << 63}}
	list, err := wire.DecodeEphemerals(wire.EncodeEphemerals(append(long, carets...)))
	if err != nil || !reflect.DeepEqual(list, carets) {
		t.Errorf("read %+v, %v", list, err)
	}
	many := make([]crm.Ephemeral, wire.EphemeralsAtOnce+1)
	for i := range many {
		many[i] = crm.Ephemeral{Sender: strings.Repeat("x", 256), Session: strings.Repeat("x", 256),
			Count: 1<<63 - 1, Data: make([]byte, crm.MaxEphemeral)}
	}
	payload := wire.EncodeEphemerals(many)
	if list, err := wire.DecodeEphemerals(payload); err != nil || len(list) != wire.EphemeralsAtOnce ||
		len(payload) > wire.MaxPayload {
		t.Errorf("%d of the longest are %d bytes: %v", len(list), len(payload), err)
	}
}

func FuzzEphemerals_Decode(f *testing.F) {
	f.Add(wire.EncodeEphemerals(carets))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		list, err := wire.DecodeEphemerals(payload)
		if err == nil && !bytes.Equal(wire.EncodeEphemerals(list), payload) {
			t.Errorf("%x was read as %+v", payload, list)
		}
	})
}

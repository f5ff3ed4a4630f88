package wire_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

var someTable = wire.PresencePage{Told: 7, Last: true, Devices: []crm.Presence{
	{Room: crm.RecordRoom(brokerage), User: brokerage, Device: "tab 1", Status: "online", Viewing: true,
		Editing: "/title", Typing: "/title"},
	{Room: crm.BrokerRoom(brokerage), User: brokerage, Device: "tab 2"},
}}

func TestPresences_ReadWhatWasWritten(t *testing.T) {
	got, err := wire.DecodePresencePage(wire.EncodePresencePage(&someTable))
	if err != nil || !reflect.DeepEqual(*got, someTable) {
		t.Errorf("read %+v, %v", got, err)
	}
	list, err := wire.DecodePresences(wire.EncodePresences(someTable.Devices))
	if err != nil || !reflect.DeepEqual(list, someTable.Devices) {
		t.Errorf("read %+v, %v", list, err)
	}
	key := wire.KeyOf(&someTable.Devices[0])
	if asked, err := wire.DecodePresenceAsk(wire.EncodePresenceAsk(key)); err != nil || asked != key {
		t.Errorf("read %+v, %v", asked, err)
	}
}

// Who chose a name that is too long is not shown elsewhere, and everybody else is.
func TestPresences_LeaveOutWhatIsTooLong(t *testing.T) {
	long := crm.Presence{Room: crm.BrokerRoom(brokerage), User: brokerage, Device: strings.Repeat("x", 257),
		Status: "online"}
	list, err := wire.DecodePresences(wire.EncodePresences(append([]crm.Presence{long}, someTable.Devices...)))
	if err != nil || !reflect.DeepEqual(list, someTable.Devices) {
		t.Errorf("read %+v, %v", list, err)
	}
}

func FuzzPresencePage_Decode(f *testing.F) {
	f.Add(wire.EncodePresencePage(&someTable))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		page, err := wire.DecodePresencePage(payload)
		if err == nil && !bytes.Equal(wire.EncodePresencePage(page), payload) {
			t.Errorf("%x was read as %+v", payload, page)
		}
	})
}

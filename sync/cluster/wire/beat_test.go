package wire_test

import (
	"bytes"
	"reflect"
	"testing"

	"roomkey/sync/cluster/wire"
)

const (
	originA, originB, originC = "a-1", "b-zz", "c-123456789"
)

var someBeat = wire.Beat{Holds: true, Have: wire.Vector{originA: 7, originB: 1 << 40}, Ledger: 12, Schema: 39,
	Wire: wire.Version, Origin: originA, Leader: "b", Digests: []wire.Digest{{Brokerage: brokerage, Sum: [32]byte{1}}}}

func TestBeat_ReadsWhatItWrote(t *testing.T) {
	for _, want := range []wire.Beat{someBeat, {Have: wire.Vector{}}} {
		got, err := wire.DecodeBeat(wire.EncodeBeat(&want))
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("read %+v, %v; want %+v", got, err, want)
		}
	}
}

// A region of the next version is heard, whatever it adds: its beat says that it is newer.
func TestBeat_LeavesOutWhatANewerVersionAdds(t *testing.T) {
	newer := someBeat
	newer.Wire = wire.Version + 1
	got, err := wire.DecodeBeat(append(wire.EncodeBeat(&newer), "more"...))
	if err != nil || !reflect.DeepEqual(*got, newer) {
		t.Errorf("read %+v, %v", got, err)
	}
	if _, err = wire.DecodeBeat(append(wire.EncodeBeat(&someBeat), "more"...)); err == nil {
		t.Error("read more than this version has")
	}
}

func TestVector_CountsWhatIsLacking(t *testing.T) {
	have, other := wire.Vector{originA: 7, originB: 3}, wire.Vector{originA: 9, originB: 1, originC: 5}
	if lacks := have.Lacks(other); lacks != 7 {
		t.Errorf("lacks %d", lacks)
	}
}

// No payload is too odd to be read or refused, and what is read is written the same.
func FuzzBeat_Decode(f *testing.F) {
	f.Add(wire.EncodeBeat(&someBeat))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 40))
	f.Fuzz(func(t *testing.T, payload []byte) {
		beat, err := wire.DecodeBeat(payload)
		if err != nil || beat.Wire > wire.Version {
			return
		}
		if again := wire.EncodeBeat(beat); !bytes.Equal(again, payload) {
			t.Errorf("%x was read as %+v, which is written %x", payload, beat, again)
		}
	})
}

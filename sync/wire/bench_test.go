package wire_test

import (
	"testing"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/wire"
)

func BenchmarkDecodeFrame(b *testing.B) {
	data, err := cbor.Marshal(map[string]any{
		"type": "sync", "senderId": "peer", "targetId": "roomkey", "documentId": crm.DocumentID(crm.ID{1}),
		"data": make([]byte, 80),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}

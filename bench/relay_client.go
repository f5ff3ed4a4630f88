package main

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/testclient"
)

// lightWork makes a function that does what a light client does between reading a message and answering it. A relay
// whose clients call it is woken as often as a server whose clients decode what they get.
func lightWork() (func() error, error) {
	one := []crm.Hash{{1}}
	message := crdt.Message{Heads: one, Have: []crdt.Have{{LastSync: one}}, Changes: [][]byte{make([]byte, rowChange)}}
	envelope := func(data []byte) map[string]any {
		return map[string]any{"type": "sync", "senderId": "the server's peer id", "targetId": "a client's peer id",
			"documentId": crm.DocumentID(crm.ID{1}), "data": data}
	}
	frame, err := cbor.Marshal(envelope(message.Encode()))
	if err != nil {
		return nil, err
	}
	return func() error {
		var got testclient.Frame
		var data []byte
		if err := cbor.Unmarshal(frame, &got); err != nil {
			return fmt.Errorf("the frame: %w", err)
		}
		if err := cbor.Unmarshal(got.Data, &data); err != nil {
			return fmt.Errorf("the message: %w", err)
		}
		message, err := crdt.ParseMessage(data)
		if err != nil {
			return err
		}
		answer := crdt.Message{Heads: message.Heads, Have: []crdt.Have{{LastSync: message.Heads}}}
		_, err = cbor.Marshal(envelope(answer.Encode()))
		return err
	}, nil
}

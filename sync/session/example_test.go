package session_test

import (
	"context"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/session"
)

// A client greets the server over a connection in memory, and hears the server's answer.
func ExampleSockets_Serve() {
	sockets := session.New(session.Config{Storage: newMemoryStorage(), Open: (&playedDocuments{}).open})
	near, far := session.NewPair(8)
	ended := make(chan error, 1)
	go func() { ended <- sockets.Serve(context.Background(), near, crm.Principal{User: agent}) }()

	join, err := cbor.Marshal(map[string]any{"type": "join", "senderId": "browser-1"})
	if err != nil {
		panic(err)
	}
	if err := far.WriteFrame(join, nil); err != nil {
		panic(err)
	}
	answer, err := far.ReadFrame(1 << 20)
	if err != nil {
		panic(err)
	}
	var peer struct {
		Type    string `cbor:"type"`
		Target  string `cbor:"targetId"`
		Version string `cbor:"selectedProtocolVersion"`
	}
	if err := cbor.Unmarshal(answer, &peer); err != nil {
		panic(err)
	}
	fmt.Println(peer.Type, "for", peer.Target, "in version", peer.Version)

	sockets.Drain(context.Background())
	fmt.Println(<-ended)
	// Output:
	// peer for browser-1 in version 1
	// socket closed with 3001: retry-after=0.000
}

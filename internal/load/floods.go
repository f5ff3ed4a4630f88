package load

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net/http"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/testclient"
)

// batchFrames is how many frames of a flood are written at once.
const batchFrames = 1_000

func pings(ctx context.Context, a *Attacker, connection, turn int) {
	a.flood(ctx, fmt.Sprintf("pings %d %d", connection, turn), nil,
		testclient.FrameOf(testclient.PingFrame, []byte("x")))
}

func fragments(ctx context.Context, a *Attacker, connection, turn int) {
	a.flood(ctx, fmt.Sprintf("fragments %d %d", connection, turn),
		testclient.FrameOf(testclient.Fragment, []byte("a")), testclient.FrameOf(testclient.More, nil))
}

// greedy asks for whole heavy documents: I have nothing.
func greedy(ctx context.Context, a *Attacker, connection, turn int) {
	peer := fmt.Sprintf("greedy %d %d", connection, turn)
	doc := a.heavy.documents[connection%len(a.heavy.documents)]
	frame, err := cbor.Marshal(map[string]any{"type": "sync", "senderId": peer, "targetId": "server",
		"documentId": crm.DocumentID(doc), "data": (&crdt.Message{Have: []crdt.Have{{}}}).Encode()})
	if err != nil {
		panic(err) // it holds texts and bytes
	}
	a.flood(ctx, peer, nil, testclient.FrameOf(testclient.BinaryFrame, frame))
}

// flood writes one frame again and again over a socket until it is closed, and drops whatever comes.
func (a *Attacker) flood(ctx context.Context, peer string, begin, frame []byte) {
	r, response, err := testclient.Handshake(ctx, a.addr, a.Token, testclient.GoodKey, testclient.GoodVersion)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		if err == nil {
			_ = r.Conn.Close()
			err = fmt.Errorf("upgrade: %s", response.Status)
		}
		a.lost(ctx, err)
		rest(ctx, redial)
		return
	}
	stop := context.AfterFunc(ctx, func() { _ = r.Conn.Close() })
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.drain(ctx, r)
		_ = r.Conn.Close() // so that who writes ends too
	}()
	batch := bytes.Repeat(frame, batchFrames)
	_, err = r.Conn.Write(append(testclient.RawJoin(peer), begin...))
	for err == nil {
		_, err = r.Conn.Write(batch)
	}
	<-ended
	rest(ctx, redial)
}

// drain reads until the socket ends.
func (a *Attacker) drain(ctx context.Context, r *testclient.Raw) {
	for {
		first, payload, err := r.Next()
		switch {
		case err != nil:
			a.lost(ctx, err)
			return
		case first == testclient.CloseFrame && len(payload) >= 2:
			a.closed(int(binary.BigEndian.Uint16(payload)), string(payload[2:]))
			return
		}
	}
}

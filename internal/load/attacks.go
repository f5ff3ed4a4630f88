package load

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"roomkey/crm"
)

// Attack is one way to make a server work for one user.
type Attack struct {
	Name        string
	sockets     int  // that it wants where it shares them with others; alone it takes all that a user may have
	connections int  // for requests
	Cold        bool // it is to meet a server that has been started again after Prepare
	strike      func(ctx context.Context, a *Attacker, connection, turn int)
}

func (k Attack) usesSockets() bool { return k.sockets > 0 }

// Attacks are what was found to hurt others: the numbers are those of how it was found. Prepare has to have been
// called.
var Attacks = []Attack{
	{Name: "heavy changes to many documents", sockets: 2, strike: replay},
	{Name: "long texts replaced by REST", connections: 24, strike: patch},
	{Name: "records as they were", connections: 8, Cold: true, strike: at},
	{Name: "histories", connections: 8, strike: history},
	{Name: "the whole catalog", connections: 8, strike: catalog},
	{Name: "long lists", connections: 8, strike: lists},
	{Name: "pings", sockets: 1, strike: pings},
	{Name: "empty fragments", sockets: 1, strike: fragments},
	{Name: "tiny messages with long answers", sockets: 1, strike: greedy},
}

// Weight is how much the attacks ask for at once.
type Weight struct {
	Documents int // that are heavy before the attacks begin; at least 1
	Changes   int // heavy ones in one message; at least 1
	Text      int // characters of a long text
}

// Found is the weight with which a server was stopped.
var Found = Weight{Documents: 6, Changes: 18, Text: 95_000}

// Light is a tenth of it, for a server that is ten times as slow.
var Light = Weight{Documents: 1, Changes: 2, Text: 9_000}

// Prepare makes what attacks need: heavy changes, documents that are heavy with some of them, and long texts. The
// server gets the documents.
func (a *Attacker) Prepare(ctx context.Context, weight Weight) error {
	a.weight, a.heavy = weight, newHeavy(a)
	for range 4 {
		letters := make([]byte, weight.Text)
		for i := range letters {
			letters[i] = byte('a' + a.chance.IntN(26))
		}
		body, err := json.Marshal(map[string]any{"fields": map[string]any{"PrivateRemarks": string(letters)}})
		if err != nil {
			return err
		}
		a.texts = append(a.texts, string(body))
	}
	return a.heavy.settle(ctx)
}

// patch replaces a long text by another one.
func patch(ctx context.Context, a *Attacker, connection, turn int) {
	a.ask(ctx, "PATCH", "/listings/"+a.listing(connection).String(), a.texts[(connection+turn)%len(a.texts)], "")
}

// at reads heavy records as they were.
func at(ctx context.Context, a *Attacker, connection, turn int) {
	n := connection + turn
	id, hashes := a.heavy.documents[n%len(a.heavy.documents)], a.heavy.stored
	a.ask(ctx, "GET", fmt.Sprintf("/listings/%s/at/%s", id, hashes[n%len(hashes)]), "", "")
}

func history(ctx context.Context, a *Attacker, connection, turn int) {
	id := a.heavy.documents[(connection+turn)%len(a.heavy.documents)]
	a.ask(ctx, "GET", fmt.Sprintf("/listings/%s/history", id), "", "")
}

func catalog(ctx context.Context, a *Attacker, connection, _ int) {
	a.ask(ctx, "GET", "/catalog?limit=10000", "", []string{"identity", "gzip", "zstd"}[connection%3])
}

func lists(ctx context.Context, a *Attacker, connection, turn int) {
	sort := strings.Split("ListPrice -ListPrice City UnparsedAddress", " ")[(connection+turn)%4]
	a.ask(ctx, "GET", "/listings?limit=500&sort="+sort, "", "")
}

// listing is one of the attacker's own.
func (a *Attacker) listing(n int) crm.ID { return a.Listings[n%len(a.Listings)] }

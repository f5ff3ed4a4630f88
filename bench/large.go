package main

import (
	"context"
	"fmt"
	"strings"

	"roomkey/bench/peers"
)

// largeText is how many operations each string of a stock client is: one a character.
const largeText = 1_000

// measureLarge looks at a document that a stock client has filled with operations: each of its strings is a text, of
// one operation a character.
func measureLarge(ctx context.Context, s *suite) error {
	g, err := s.growing(ctx)
	if err != nil {
		return err
	}
	defer func() { g.p.stop() }()
	before, err := g.look(ctx)
	if err != nil {
		return err
	}
	client, _, err := g.openFresh(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	f, err := g.follow(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	times := s.operations / largeText
	var heads []string
	for i := range times {
		text := fmt.Sprintf("%d ", i) + strings.Repeat("Harbor Street ", largeText/14)
		if err := client.Do("set", peers.Call{"name": "r", "path": []any{"UnparsedAddress"}, "value": text},
			&heads); err != nil {
			return err
		}
		if err := f.reaches(ctx, heads, patience); err != nil {
			return fmt.Errorf("after %d of %d strings the server has other heads: %w: %s", i, times, err, g.p.tail())
		}
	}
	took, err := g.editsOf(ctx, s.grownEdits)
	if err != nil {
		return err
	}
	open, err := g.look(ctx)
	if err != nil {
		return err
	}
	client.Close()
	f.Close()
	closed, err := g.look(ctx)
	if err != nil {
		return err
	}
	r := s.report
	r.judge(fmt.Sprintf("a document of %d operations by a stock client: an edit until saved, p50 / p99", s.operations),
		spread(took), ms(mostLargeEdit)+" p99", percentile(took, 99) < mostLargeEdit)
	r.judge("… memory before / open / after it was closed, MB", fmt.Sprintf("%.0f / %.0f / %.0f",
		megabytes(before), megabytes(open), megabytes(closed)), fmt.Sprintf("+ %d", mostLargeTree>>20),
		closed-before < mostLargeTree)
	r.note("Large: a stock client has replaced one string %d times, each a text of %d characters; then another client "+
		"edits the price %d times. Memory is that of all of the server's processes.", times, largeText, s.grownEdits)
	return nil
}

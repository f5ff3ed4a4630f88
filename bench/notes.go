package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"roomkey/bench/peers"
)

// noteTime is how long a note may take before it counts as not taken.
const noteTime = 10 * time.Second

// measureNotes looks at a record with many notes, half of them posted over REST and half written by a stock client as
// the app does.
func measureNotes(ctx context.Context, s *suite) error {
	n := s.notes
	taken, err := s.withNotes(ctx, n)
	if err == nil && taken < n/2 { // the record is full: look at one that has room
		_, err = s.withNotes(ctx, taken)
	}
	return err
}

// withNotes looks at a record of n notes, and gives how many of those that were posted the server has taken.
func (s *suite) withNotes(ctx context.Context, n int) (taken int, err error) {
	g, err := s.growing(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { g.p.stop() }()
	posted, refused, err := g.postNotes(ctx, n/2)
	if err != nil {
		return 0, err
	}
	if refused != "" {
		s.report.note("Notes: after %d posted ones the server refused more: %s", len(posted), refused)
		return len(posted), nil
	}
	written, err := g.writeNotes(ctx, n-n/2)
	if err != nil {
		return 0, err
	}
	return len(posted), s.tellNotes(ctx, g, posted, written)
}

// tellNotes opens and edits the record after a new start.
func (s *suite) tellNotes(ctx context.Context, g *grown, posted, written []time.Duration) (err error) {
	g.p.stop()
	if g.p, err = s.roomkey(ctx, g.p.dir); err != nil {
		return err
	}
	if err := g.begin(ctx); err != nil {
		return err
	}
	before, err := g.look(ctx)
	if err != nil {
		return err
	}
	client, opened, err := g.openFresh(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	took, err := g.editsOf(ctx, s.grownEdits)
	if err != nil {
		return err
	}
	open, err := g.look(ctx)
	if err != nil {
		return err
	}
	r, all := s.report, len(posted)+len(written)
	r.judge(fmt.Sprintf("a record of %d notes of %d characters: an edit until saved, p50 / p99", all, noteCharacters),
		spread(took), ms(mostNotesEdit)+" p99", all == s.notes && percentile(took, 99) < mostNotesEdit)
	r.judge("… opened by a fresh stock client", ms(opened), ms(mostNotesOpen), opened < mostNotesOpen)
	r.judge("… memory before / while it is open, MB", fmt.Sprintf("%.0f / %.0f", megabytes(before), megabytes(open)),
		fmt.Sprintf("+ %d", mostNotesTree>>20), open-before < mostNotesTree)
	r.line("… a note over REST, p50 / p99", spread(posted))
	r.line("… a note by a stock client until others have it, p50 / p99", spread(written))
	r.note("Notes: an edit of another field writes none of them, since they have a row of their own beside the "+
		"record's. A new note writes that row anew, which has %.0f MB after %d notes. In the median an edit takes as "+
		"long as one of a document of 100,000 changes or 400,000 operations: it waits for the next commit. The 99th "+
		"percentile of those, 12.5 ms, is the limit here.",
		megabytes(int64(all*noteCharacters)), all)
	return nil
}

// postNotes posts notes over REST until one is refused.
func (g *grown) postNotes(ctx context.Context, n int) (took []time.Duration, refused string, err error) {
	for i := range n {
		body, err := json.Marshal(map[string]any{"body": noteBody(i)})
		if err != nil {
			return nil, "", err
		}
		_, t, err := g.account.ask(ctx, http.MethodPost, "/listings/"+g.id.String()+"/notes", body)
		if err != nil && ctx.Err() == nil && i > 0 {
			return took, err.Error(), nil
		}
		if err != nil {
			return nil, "", err
		}
		took = append(took, t)
	}
	return took, "", nil
}

// writeNotes has a stock client add notes, whose bodies are scalars, until one is not taken.
func (g *grown) writeNotes(ctx context.Context, n int) (took []time.Duration, err error) {
	client, _, err := g.openFresh(ctx)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	f, err := g.follow(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for i := range n {
		began := time.Now()
		var heads []string
		if err := client.Do("note", peers.Call{"name": "r", "value": map[string]any{"id": fmt.Sprint("app-note-", i),
			"author": g.account.ID.String(), "at": "2026-11-02T17:00:00Z", "body": noteBody(n + i)}},
			&heads); err != nil {
			return nil, err
		}
		if err := f.reaches(ctx, heads, noteTime); err != nil && ctx.Err() == nil {
			return took, nil
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// noteBody is a text of its own for each number.
func noteBody(i int) string {
	text := fmt.Sprintf("Note %d. ", i) + strings.Repeat("Called about the roof, the fence and the school. ", 21)
	return text[:noteCharacters]
}

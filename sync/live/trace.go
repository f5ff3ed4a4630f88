package live

import (
	"encoding/hex"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// way notes when a batch of changes reached the points of its way through this region. Its zero value notes nothing,
// and costs nothing: nobody traces.
type way struct {
	tracer crm.Tracer
	now    func() time.Time
	came   time.Time // when the first message of the batch came
	// when its turn began, when rights and schema had been asked, and when the engine had it
	begun, judged, applied time.Time
}

// beginWay begins to note the way of changes that came at a time.
func beginWay(g *Registry, came time.Time) way {
	if g.config.Tracer == nil {
		return way{}
	}
	now := g.config.Now()
	if came.IsZero() {
		came = now
	}
	return way{tracer: g.config.Tracer, now: g.config.Now, came: came, begun: now, judged: now, applied: now}
}

// pass notes a point.
func (w *way) pass(point *time.Time) {
	if w.tracer != nil {
		*point = w.now()
	}
}

// traced finds the first of the changes that is traced.
func traced(tracer crm.Tracer, changes []*crdt.Change) (crm.Hash, bool) {
	if tracer == nil {
		return crm.Hash{}, false
	}
	for _, c := range changes {
		if tracer.Traces(c.Hash) {
			return c.Hash, true
		}
	}
	return crm.Hash{}, false
}

// traceOf is the id of a batch's trace as text; "" where it has none.
func traceOf(g *Registry, b *replica.Batch) string {
	of, ok := traced(g.config.Tracer, b.Changes)
	if !ok {
		return ""
	}
	id := of.TraceID()
	return hex.EncodeToString(id[:])
}

// end tells of the way of a batch that peers were sent.
func (w *way) end(b *replica.Batch, peers int) {
	of, ok := traced(w.tracer, b.Changes)
	if !ok {
		return
	}
	ops := 0
	for _, c := range b.Changes {
		ops += len(c.Ops)
	}
	end := w.now()
	tell := func(name string, start, end time.Time) {
		w.tracer.Span(crm.Span{Of: of, Name: name, Start: start, End: end})
	}
	w.tracer.Span(crm.Span{Of: of, Name: "edit", Root: true, Start: w.came, End: end, Changes: len(b.Changes), Ops: ops,
		Peers: peers})
	tell("frame", w.came, w.begun)
	tell("judge", w.begun, w.judged)
	tell("engine", w.judged, w.applied)
	w.tracer.Span(crm.Span{Of: of, Name: "fan-out", Start: w.applied, End: end, Peers: peers})
}

// traceCommit tells of a write that has ended.
func traceCommit(g *Registry, w *replica.DocumentWrite, begun time.Time) {
	if g.config.Tracer == nil {
		return
	}
	for i := range w.Write.Changes {
		if of := w.Write.Changes[i].Hash; g.config.Tracer.Traces(of) {
			g.config.Tracer.Span(crm.Span{Of: of, Name: "commit", Start: begun, End: g.config.Now(),
				Code: codeOf(w.Err), Changes: len(w.Write.Changes)})
			return
		}
	}
}

func codeOf(err error) crm.Code {
	if err == nil {
		return ""
	}
	return crm.CodeOf(err)
}

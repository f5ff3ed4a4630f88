package follow_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/sync/cluster/follow"
)

// region is another one: pages of it have two changes.
type region struct {
	mu            sync.Mutex // guards what follows
	boot, changes uint64
	pulled        []uint64
}

// A page that tells of later changes has those pulled that are missing before it, those that were left out are pulled
// again after a minute, and those of a region that was started again from the first one on.
func TestPeer_PullsWhatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, p := &region{boot: 1, changes: 5}, follow.New("fra")
		ctx, cancel := context.WithCancel(t.Context())
		var keeping sync.WaitGroup
		keeping.Go(func() {
			p.Keep(ctx, func(string) bool { return true }, func(_ context.Context, after uint64) (follow.Span, bool) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.pulled = append(r.pulled, after)
				page := follow.Span{After: after, Through: min(after+2, r.changes)}
				page.Last = page.Through == r.changes
				p.Took(r.boot, page, false)
				return page, true
			})
		})
		pulled := func(want ...uint64) {
			t.Helper()
			synctest.Wait()
			r.mu.Lock()
			defer r.mu.Unlock()
			if len(r.pulled) != len(want) {
				t.Errorf("pulled after %v, want %v", r.pulled, want)
			}
			for i := range min(len(want), len(r.pulled)) {
				if r.pulled[i] != want[i] {
					t.Errorf("pulled after %v, want %v", r.pulled, want)
				}
			}
			r.pulled = nil
		}
		p.Took(1, follow.Span{After: 0, Through: 1}, false)
		pulled()
		p.Took(1, follow.Span{After: 4, Through: 5}, false) // 2 to 4 were lost
		pulled(1, 3)
		become := func(boot, changes uint64) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.boot, r.changes = boot, changes
		}
		become(1, 6)
		p.Took(1, follow.Span{After: 5, Through: 6}, true)
		pulled()
		time.Sleep(90 * time.Second)
		pulled(5)
		become(2, 3)
		p.Took(2, follow.Span{After: 2, Through: 3}, false)
		pulled(0, 2)
		cancel()
		keeping.Wait()
	})
}

func TestSpan_AnswersAQuestionOrIsMalformed(t *testing.T) {
	for name, c := range map[string]struct {
		page follow.Span
		want bool
	}{
		"more":                    {follow.Span{After: 5, Through: 7}, true},
		"the last":                {follow.Span{After: 5, Through: 7, Last: true}, true},
		"nothing":                 {follow.Span{After: 5, Through: 5, Last: true}, true},
		"nothing, and not at end": {follow.Span{After: 5, Through: 5}, false},
		"of others":               {follow.Span{After: 4, Through: 7}, false},
		"backwards":               {follow.Span{After: 5, Through: 4, Last: true}, false},
	} {
		if got := c.page.Answers(5); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

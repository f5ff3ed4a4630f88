package memo_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/internal/memo"
)

func TestMemo_KeepsWhatWasUsedLastWithinItsBytes(t *testing.T) {
	m := memo.New[string, int](100, time.Now)
	m.Put("a", 1, 40)
	m.Put("b", 2, 40)
	m.Get("a")
	m.Put("c", 3, 40)
	m.Put("larger than all", 4, 101)
	for key, want := range map[string]bool{"a": true, "b": false, "c": true, "larger than all": false} {
		if _, ok := m.Get(key); ok != want {
			t.Errorf("%s is kept: %v", key, ok)
		}
	}
}

func TestMemo_ForgetsWhatNobodyAsksFor(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	m := memo.New[string, int](100, func() time.Time { return now })
	m.Put("a", 1, 1)
	m.Put("b", 2, 1)
	now = now.Add(time.Minute)
	m.Get("a")
	m.Sweep(now)
	if _, ok := m.Get("a"); !ok {
		t.Error("what was asked for is gone")
	}
	if _, ok := m.Get("b"); ok {
		t.Error("what was not asked for is kept")
	}
}

// Equal questions that come at once are computed once; after an error or for a value that is not kept, again.
func TestMemo_ComputesEqualQuestionsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memo.New[string, int](100, time.Now)
		computed, fault := 0, errors.New("a fault")
		ask := func(ctx context.Context, bytes int, err error) (int, error) {
			return m.Once(ctx, "a", func() (int, int, error) {
				computed++
				time.Sleep(time.Second)
				return 7, bytes, err
			})
		}
		if _, err := ask(t.Context(), 1, fault); err != fault {
			t.Error(err)
		}
		if _, err := ask(t.Context(), -1, nil); err != nil || computed != 2 {
			t.Error(err, computed)
		}
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if value, err := ask(t.Context(), 1, nil); value != 7 || err != nil {
					t.Error(value, err)
				}
			})
		}
		synctest.Wait()
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := ask(impatient, 1, nil); err != context.DeadlineExceeded {
			t.Error(err)
		}
		group.Wait()
		if computed != 3 {
			t.Errorf("computed %d times", computed)
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"testing"

	"roomkey/crm"
)

// A job goes on when who waits for it has given up. Nobody reads what it sets then; the race detector would notice. Nor
// has a job that failed a result.
func TestUpdated_GivesNothingAfterAnError(t *testing.T) {
	t.Parallel()
	s := open(t)
	type job = func() (int, error)
	type wait = func(context.Context, job) (int, error)
	for name, run := range map[string]wait{"updated": s.Updated, "posted": s.Posted} {
		if got, err := run(t.Context(), func() (int, error) { return 7, nil }); got != 7 || err != nil {
			t.Errorf("%s: %d, %v", name, got, err)
		}
		got, err := run(t.Context(), func() (int, error) { return 7, errors.New("no") })
		if got != 0 || err == nil {
			t.Errorf("%s: a job that failed gave %d, %v", name, got, err)
		}
		ctx, giveUp := context.WithCancel(t.Context())
		got, err = run(ctx, func() (int, error) { giveUp(); return 7, nil })
		if (got != 0 || crm.CodeOf(err) != crm.CodeUnavailable) && (got != 7 || err != nil) {
			t.Errorf("%s: a job that was given up gave %d, %v", name, got, err)
		}
	}
}

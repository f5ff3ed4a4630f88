package store_test

import (
	"errors"
	"sync"
	"testing"

	"roomkey/store"
)

// A server and a command that start together on an empty folder both make the database, and neither fails.
func TestOpen_TogetherOnAnEmptyFolder(t *testing.T) {
	t.Parallel()
	for range 3 {
		dir := t.TempDir()
		errs := make([]error, 3)
		var opening sync.WaitGroup
		for i := range errs {
			opening.Go(func() {
				s, err := store.Open(t.Context(), store.Options{Dir: dir})
				if err == nil {
					err = s.Close()
				}
				errs[i] = err
			})
		}
		opening.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
}

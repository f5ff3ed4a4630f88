package sync_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"roomkey/crdt/engine"
)

// engines is the pool that all tests share: documents have ids of their own.
var engines *engine.Pool

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "engine" {
		if err := engine.Main(); err != nil {
			os.Exit(3)
		}
		return
	}
	engines = engine.NewPool(engine.Config{Children: 1})
	var group sync.WaitGroup
	group.Go(func() { _ = engines.Run(context.Background()) })
	code := m.Run()
	engines.Close()
	group.Wait()
	os.Exit(code)
}

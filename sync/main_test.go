package sync_test

import (
	"context"
	"sync"
	"testing"

	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
)

// engines is the pool that all tests share: documents have ids of their own.
var engines *engine.Pool

func TestMain(m *testing.M) {
	enginetest.Main(func() int {
		engines = engine.NewPool(enginetest.Config())
		var group sync.WaitGroup
		group.Go(func() { _ = engines.Run(context.Background()) })
		code := m.Run()
		engines.Close()
		group.Wait()
		return code
	})
}

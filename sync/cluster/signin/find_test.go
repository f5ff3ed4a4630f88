package signin_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
)

// However many refresh tokens are made up, whoever has an access token is let in by a region that does not know the
// sign-in yet.
func TestSignIns_ThatAreMadeUpTakeNobodysPlace(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		c.Delay(400 * time.Millisecond)
		d := c.signIn("a")
		var guessing sync.WaitGroup
		var busy atomic.Int64
		for i := range 80 {
			guessing.Go(func() {
				_, err := c.regions["b"].SignIns.SessionByRefresh(t.Context(), hashOf(fmt.Sprint("guess ", i)), grace)
				switch crm.CodeOf(err) {
				case crm.CodeUnavailable:
					busy.Add(1)
				case crm.CodeNotFound:
				default:
					t.Error(err)
				}
			})
		}
		synctest.Wait() // for the answers
		if busy.Load() != 80-64 {
			t.Errorf("%d were not looked for", busy.Load())
		}
		if !d.counts("b") {
			t.Error("the sign-in does not count")
		}
		guessing.Wait()
	})
}

package wiretest_test

import (
	"testing/synctest"
	"time"
)

// sleep lets a bubble's time pass, and what is due then be done.
func sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

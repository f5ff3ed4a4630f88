package web_test

import (
	"testing"
	"testing/synctest"
	"time"

	"roomkey/web"
)

// A clock that is slow to answer must not make the wait's end come before its deadline: nothing would wake the writer.
func TestPollConn_AWriterGivesUpInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		c := web.FullPoll(func() time.Time {
			if asked++; asked == 2 { // by the writer; the first answer is for the new poll
				time.Sleep(time.Millisecond)
			}
			return time.Now()
		})
		began := time.Now()
		if err := c.WriteFrame(nil, []byte("x")); err == nil {
			t.Error("it was written")
		}
		if took := time.Since(began); took > web.WriteTime+time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

package store

import (
	"context"
	"time"
)

// A checkpoint waits for who reads, and nobody can write meanwhile. Some read all the time: Litestream, a backup. So it
// is tried often, for a moment each time.
const (
	checkpointTries = 8
	checkpointPause = 250 * time.Millisecond // between two tries
	checkpointWait  = `busy_timeout(20)`
)

// checkpoint moves what is committed from the WAL into the database and empties the WAL, as far as readers let it: in
// two seconds it gives up, without an error.
func (d *handle) checkpoint(ctx context.Context) error {
	for try := 1; ; try++ {
		var busy int
		_, err := d.await(ctx, &job{operation: "checkpoint", outside: func() (err error) {
			busy, err = d.writer.emptyWAL()
			return err
		}})
		if err != nil || busy == 0 || try == checkpointTries {
			return err
		}
		select {
		case <-ctx.Done():
			return classify("checkpoint", ctx.Err())
		case <-time.After(checkpointPause):
		}
	}
}

// emptyWAL is one try. busy is not 0 where somebody reads. It is the loop's.
func (w *writer) emptyWAL() (busy int, err error) {
	var wait, log, moved int
	if err := w.conn.row(`PRAGMA ` + checkpointWait).Scan(&wait); err != nil {
		return 0, err
	}
	err = w.conn.row(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
	if failed := w.conn.row(`PRAGMA ` + usualWait).Scan(&wait); err == nil {
		err = failed
	}
	return busy, err
}

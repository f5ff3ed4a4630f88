package store

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"roomkey/crm"
)

// taskCaller says whose a task is.
type taskCaller struct{ task, broker, user crm.ID }

// shownData are the members of events about tasks that are no record's words.
var shownData = []string{"task", "workflow", "user", "dryRun", "percent", "step", "proposals", "code"}

// set takes the keys of rows.
func (c *taskCaller) set(task crm.ID, broker, user []byte) error {
	c.task = task
	return toIDs([][]byte{broker, user}, &c.broker, &c.user)
}

// ShareTasks has tell told of the events about tasks, for other regions: after each commit, in the order of the
// commits, and in the goroutine that calls back for Submit, so that it must not block. Those that TakeTaskNews stores
// are left out.
func (q *TaskQueue) ShareTasks(tell func(crm.TaskNews)) {
	q.share.mu.Lock()
	defer q.share.mu.Unlock()
	q.share.tell = tell
}

// post is RoomLog.post for events about one task, of which other regions are told too. f says whose the task is.
func (q *TaskQueue) post(ctx context.Context, operation string,
	f func(*batch, *taskCaller) ([]crm.Event, error)) error {
	var of taskCaller
	var rows uint64
	committed := func(receipt crm.Receipt) {
		q.events.announce(receipt)
		q.share.mu.Lock()
		tell := q.share.tell
		q.share.mu.Unlock()
		if tell != nil && len(receipt.Events) > 0 {
			tell(crm.TaskNews{Task: of.task, Broker: of.broker, User: of.user, Rows: rows,
				Events: receipt.Events})
		}
	}
	_, err := q.db.await(ctx, &job{operation: operation, committed: committed, run: func(b *batch,
		receipt *crm.Receipt) error {
		*receipt, rows = crm.Receipt{}, b.ledger.open
		events, err := f(b, &of)
		if err != nil {
			return err
		}
		return q.events.add(b, receipt, events)
	}})
	return err
}

// TakeTaskNews stores events about another region's task, in rooms of its brokerage alone; they happen now. Where the
// other region has not applied the last erasure of a record that is applied here, their texts are left out, and so in
// the room of a record whose row was to change since, or has not changed yet here: others may read it than were asked
// for.
// crm.CodeNotFound: a room is not known here, or it is another brokerage's.
func (q *TaskQueue) TakeTaskNews(ctx context.Context, news *crm.TaskNews) error {
	return q.events.post(ctx, "take news of a task", func(b *batch) ([]crm.Event, error) {
		var erased int64
		err := b.row(`SELECT seq FROM erasures WHERE broker = ?`, keyID(news.Broker)).Scan(&erased)
		if err != nil && !absent(err) {
			return nil, err
		}
		events := make([]crm.Event, len(news.Events))
		for i := range news.Events {
			e := &news.Events[i]
			if err := isRoomOf(b, e.Room, news.Broker); err != nil {
				return nil, err
			}
			data := e.Data
			outdated, err := roomChanges(b, e.Room, news)
			if err != nil {
				return nil, err
			}
			if outdated || news.Rows < uint64(erased) {
				if data, err = withoutTexts(data); err != nil {
					return nil, err
				}
			}
			events[i] = crm.Event{Room: e.Room, Name: e.Name, Data: data, At: fromMicros(b.now)}
		}
		return events, noteElsewhere(b, news, events)
	})
}

// roomChanges reports whether a room is a record's that the ledger speaks of after the place of news, or whose row is
// still to change here.
func roomChanges(b *batch, room crm.Room, news *crm.TaskNews) (changes bool, err error) {
	kind, id, err := room.Parse()
	if err != nil || kind != "record" {
		return false, err
	}
	err = b.row(`SELECT EXISTS (SELECT 1 FROM row_changes WHERE record = ?1)
		OR EXISTS (SELECT 1 FROM ledger WHERE broker = ?2 AND seq > ?3 AND instr(entry, ?4) > 0)`, keyID(id),
		keyID(news.Broker), int64(min(news.Rows, math.MaxInt64)), []byte(id.String())).Scan(&changes)
	return changes, err
}

// withoutTexts leaves of an event's data what is no record's words. Errors: invalid.
func withoutTexts(data json.RawMessage) (json.RawMessage, error) {
	var all, shown map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, crm.Invalid("data", "is no event's")
	}
	shown = make(map[string]json.RawMessage, len(shownData))
	for _, name := range shownData {
		if value := all[name]; value != nil {
			shown[name] = value
		}
	}
	return json.Marshal(shown)
}

// isRoomOf refuses a room that is not a brokerage's.
func isRoomOf(b *batch, room crm.Room, broker crm.ID) error {
	kind, id, err := room.Parse()
	if err != nil {
		return err
	}
	text := map[string]string{
		"broker": `SELECT 1 FROM brokerages WHERE id = ?1 AND id = ?2`,
		"team":   `SELECT 1 FROM teams WHERE id = ?1 AND broker = ?2`,
		"user":   `SELECT 1 FROM users WHERE id = ?1 AND broker = ?2`,
		"record": `SELECT 1 FROM records WHERE id = ?1 AND broker = ?2
			AND NOT EXISTS (SELECT 1 FROM erased WHERE id = ?1)`,
	}[kind]
	var one int
	err = b.row(text, keyID(id), keyID(broker)).Scan(&one)
	if absent(err) {
		return crm.ErrNotFound
	}
	return err
}

// lately is for how long a task that has ended is told of to a region that has just been started.
const lately = 10 * time.Minute

// LateTasks names the tasks that have not ended, or that have changed in the last ten minutes: at most limit, those
// that have not ended first.
func (q *TaskQueue) LateTasks(ctx context.Context, limit int) (ids []crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	ids, err = scanIDs(q.db.reader.query(ctx, `SELECT id FROM (
		SELECT id, 0 AS late, num FROM tasks WHERE status IN ('queued', 'running') AND region = ''
		UNION ALL SELECT id, 1, num FROM tasks WHERE ended AND touched > ?1 AND region = '')
		ORDER BY late, num DESC LIMIT ?2`, micros(q.db.now().Add(-lately)), limit))
	return ids, classify("read the latest tasks", err)
}

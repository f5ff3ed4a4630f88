package store

import (
	"time"

	"roomkey/crm"
)

// Webhooks hear of tasks of other regions too: in the region that sends for them, whose events those are that
// TakeTaskNews stores. That region has no such task, and so it keeps whose it is.

// noteElsewhere keeps whose another region's task is, and marks those of its events that are said again: a region that
// was not heard for a while says again how its tasks are.
func noteElsewhere(b *batch, news *crm.TaskNews, events []crm.Event) error {
	var last string
	err := b.row(`SELECT last FROM tasks_elsewhere WHERE id = ?`, keyID(news.Task)).Scan(&last)
	if err != nil && !absent(err) {
		return err
	}
	for i := range events {
		if e := &events[i]; e.Name != crm.EventTaskProgress {
			e.Again, last = e.Name == last, e.Name
		}
	}
	return b.exec(`INSERT INTO tasks_elsewhere (id, broker, user, last, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET last = excluded.last, at = excluded.at`, keyID(news.Task), keyID(news.Broker),
		keyID(news.User), last, b.now)
}

// elsewhereLife is as long as deliveries are kept.
const elsewhereLife = 30 * 24 * time.Hour

// expireElsewhere forgets tasks of which no delivery is kept any more.
func expireElsewhere(b *batch) error {
	return b.exec(`DELETE FROM tasks_elsewhere WHERE at < ?`, b.now-elsewhereLife.Microseconds())
}

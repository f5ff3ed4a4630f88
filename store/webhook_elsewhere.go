package store

import (
	"time"

	"roomkey/crm"
)

// Webhooks hear of tasks of other regions too: in the region that sends for them, whose events those are that
// TakeTaskNews stores. That region has no such task, and so it keeps whose it is.

// noteElsewhere keeps whose another region's task is.
func noteElsewhere(b *batch, news *crm.TaskNews) error {
	return b.exec(`INSERT INTO tasks_elsewhere (id, broker, user, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at`, keyID(news.Task), keyID(news.Broker), keyID(news.User), b.now)
}

// toldElsewhere notes that webhooks are told an event of another region's task. It is true where that is the one that
// they were told last: a region that was not heard for a while says again how its tasks are.
func toldElsewhere(b *batch, task crm.ID, event string) (told bool, err error) {
	err = b.row(`SELECT last = ? FROM tasks_elsewhere WHERE id = ?`, event, keyID(task)).Scan(&told)
	if absent(err) { // the task is this region's
		return false, nil
	}
	if err != nil || told {
		return told, err
	}
	return false, b.exec(`UPDATE tasks_elsewhere SET last = ? WHERE id = ?`, event, keyID(task))
}

// elsewhereLife is as long as deliveries are kept.
const elsewhereLife = 30 * 24 * time.Hour

// expireElsewhere forgets tasks of which no delivery is kept any more.
func expireElsewhere(b *batch) error {
	return b.exec(`DELETE FROM tasks_elsewhere WHERE at < ?`, b.now-elsewhereLife.Microseconds())
}

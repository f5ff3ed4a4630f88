package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Bounds of the logs of one plugin in one brokerage.
const (
	maxPluginLogs = 20                  // the newest ones are kept
	pluginLogLife = 14 * 24 * time.Hour // how long one is kept
)

// AddPluginLog keeps the log of an attempt that failed, with the twenty newest ones of its plugin. by is who had
// installed the plugin when the attempt began: the log is kept for nobody else. So it is dropped where the plugin has
// been removed or installed by someone else since, and where the task's texts were erased.
func (p *PluginRegistry) AddPluginLog(ctx context.Context, broker, by crm.ID, log crm.PluginLog) error {
	return p.db.update(ctx, "keep a plugin's log", func(b *batch) error {
		err := b.exec(`INSERT INTO plugin_logs (broker, plugin, task, step, version, attempt, code, message, text, at)
			SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
			WHERE EXISTS (SELECT 1 FROM plugins WHERE broker = ?1 AND id = ?2 AND user IS ?11 AND digest IS NOT NULL)
			AND EXISTS (SELECT 1 FROM tasks WHERE id = ?3 AND broker = ?1 AND forgotten < ?12)`,
			keyID(broker), log.Plugin, keyID(log.Task), log.Step, log.Version, log.Attempt, log.Code, log.Message,
			log.Text, b.now, keyID(by), emptied)
		if err != nil {
			return err
		}
		return b.exec(`DELETE FROM plugin_logs WHERE broker = ?1 AND plugin = ?2 AND num NOT IN
			(SELECT num FROM plugin_logs WHERE broker = ?1 AND plugin = ?2 ORDER BY num DESC LIMIT ?3)`,
			keyID(broker), log.Plugin, maxPluginLogs)
	})
}

// PluginLogs returns the logs of a plugin's attempts that failed in the last fourteen days, the newest first, at most
// twenty.
func (p *PluginRegistry) PluginLogs(ctx context.Context, broker crm.ID, plugin string) (logs []crm.PluginLog,
	err error) {
	since := micros(p.db.now().Add(-pluginLogLife))
	err = p.db.reader.snapshot(ctx, "read a plugin's logs", func(ctx context.Context, tx querier) error {
		logs = nil
		rows, err := tx.QueryContext(ctx, `SELECT task, step, version, attempt, code, message, text, at
			FROM plugin_logs WHERE broker = ? AND plugin = ? AND at > ? ORDER BY num DESC LIMIT ?`,
			keyID(broker), plugin, since, maxPluginLogs)
		return each(rows, err, func(row rowScanner) error {
			log := crm.PluginLog{Plugin: plugin}
			var task []byte
			var at int64
			err := row.Scan(&task, &log.Step, &log.Version, &log.Attempt, &log.Code, &log.Message, &log.Text, &at)
			if err != nil {
				return err
			}
			log.At = fromMicros(at)
			logs = append(logs, log)
			return toIDs([][]byte{task}, &logs[len(logs)-1].Task)
		})
	})
	return logs, err
}

func expirePluginLogs(b *batch) error {
	return b.exec(`DELETE FROM plugin_logs WHERE at <= ?`, b.now-pluginLogLife.Microseconds())
}

package store

// interruptTasks ends the tasks that a backup holds in the middle of their work: nobody knows what they have done
// outside since then. Users decide whether to try them again, from the state in the backup.
func interruptTasks(b *batch) error {
	err := b.exec(`UPDATE task_steps SET status = 'failed' WHERE status = 'running'`)
	if err != nil {
		return err
	}
	err = b.exec(`UPDATE tasks SET status = 'failed', owner = NULL, lease_until = 0, finished = ?1, touched = ?1,
		error_code = 'interrupted', error_message = ?2
		WHERE status IN ('queued', 'running')`,
		b.now, "the data was restored from a backup while this was under way; try it again if it is not done")
	if err != nil {
		return err
	}
	if err := b.exec(`UPDATE task_proposals SET applying = NULL WHERE applying IS NOT NULL`); err != nil {
		return err
	}
	return keepAccepted(b, `t.forgotten = ? AND p.open > 0`, emptied)
}

package store

import (
	"time"

	"roomkey/crm"
)

// taskLife is how long a task that has ended is kept.
const taskLife = 180 * 24 * time.Hour

// expireTasks forgets tasks that ended long ago, and the model's answers of all that have ended: nobody asks for them again.
func (b *batch) expireTasks() error {
	err := b.exec(`DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE status IN ('review', 'completed'))`)
	if err != nil {
		return err
	}
	return b.exec(`DELETE FROM tasks WHERE status IN ('completed', 'failed', 'cancelled') AND finished < ?`, b.now-taskLife.Microseconds())
}

// interruptTasks ends the tasks that a backup holds in the middle: what they have done since in the outside world, nobody
// here knows. Whoever started one decides whether it is tried again, from where the backup has it.
func (b *batch) interruptTasks() error {
	err := b.exec(`UPDATE task_steps SET status = 'failed' WHERE status = 'running'`)
	if err != nil {
		return err
	}
	err = b.exec(`UPDATE tasks SET status = 'failed', owner = NULL, lease_until = 0, finished = ?, error_code = 'interrupted', error_message = ?
		WHERE status IN ('queued', 'running')`, b.now, "the data was restored from a backup while this was under way; try it again if it is not done")
	if err != nil {
		return err
	}
	return b.exec(`UPDATE task_proposals SET applying = NULL WHERE applying IS NOT NULL`)
}

// eraseTasks empties the tasks of a record's brokerage: what they took in, said and put out may hold the record's values, and
// can't be told apart. Those under way end. Proposals for other records stay.
func (b *batch) eraseTasks(record crm.ID, broker crm.ID) error {
	err := b.exec(`UPDATE tasks SET status = 'failed', owner = NULL, lease_until = 0, finished = ?, error_code = 'interrupted'
		WHERE broker = ? AND status IN ('queued', 'running')`, b.now, keyID(broker))
	if err != nil {
		return err
	}
	for _, text := range []string{
		`UPDATE tasks SET message = '', error_message = '' WHERE broker = ?`,
		`UPDATE task_inputs SET input = '{}' WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`UPDATE task_steps SET output = NULL, checkpoint = NULL WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
	} {
		if err := b.exec(text, keyID(broker)); err != nil {
			return err
		}
	}
	if err := b.exec(`DELETE FROM task_proposals WHERE record = ?`, keyID(record)); err != nil {
		return err
	}
	// Of a task that is not kept any more, nobody knows whose it was.
	return b.exec(`UPDATE events SET data = '{}' WHERE name LIKE 'ai:task:%' AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.broker <> ?
		AND t.id = unhex(replace(json_extract(CAST(events.data AS TEXT), '$.task'), '-', '')))`, keyID(broker))
}

// tasks looks whether tasks can be read, and whether what is claimed runs.
func (c *checker) tasks() error {
	ids, err := c.ids(`SELECT id FROM tasks ORDER BY num`)
	if err := c.found("tasks", err); err != nil {
		return err
	}
	for _, id := range ids {
		if err := c.found("task "+id.String(), c.task(id)); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) task(id crm.ID) error {
	t, err := scanTask(c.tx.QueryRowContext(c.ctx, `SELECT `+taskColumns+` FROM tasks t WHERE t.id = ?`, keyID(id)))
	if err != nil {
		return err
	}
	rows, err := c.tx.QueryContext(c.ctx, `SELECT `+stepColumns+` FROM task_steps WHERE task = ? ORDER BY seq`, keyID(id))
	if err := scanSteps(t, rows, err); err != nil {
		return err
	}
	for i := range t.Steps {
		if t.Steps[i].Seq != i {
			return damaged("step %d is missing", i)
		}
	}
	var wrong int
	err = c.tx.QueryRowContext(c.ctx, `SELECT (SELECT count(*) FROM task_inputs WHERE task = ?1) != 1
		OR EXISTS (SELECT 1 FROM tasks WHERE id = ?1 AND owner IS NOT NULL AND status != 'running')`, keyID(id)).Scan(&wrong)
	if err == nil && wrong != 0 {
		return damaged("it has no input, or an owner although it does not run")
	}
	if err != nil {
		return err
	}
	rows, err = c.tx.QueryContext(c.ctx, allProposals, keyID(id))
	return each(rows, err, func(row rowScanner) error {
		p, err := scanProposal(row)
		if err == nil && p.Step >= len(t.Steps) {
			err = damaged("proposal %d is of a step that is not there", p.Num)
		}
		return err
	})
}

package store

import "roomkey/crm"

// checkTasks looks whether tasks can be read, and whether their rows agree with each other.
func checkTasks(c *checker) error {
	ids, err := c.ids(`SELECT id FROM tasks ORDER BY num`)
	if err := c.found("tasks", err); err != nil {
		return err
	}
	for _, id := range ids {
		if err := c.found("task "+id.String(), checkTask(c, id)); err != nil {
			return err
		}
	}
	return c.none("tasks",
		`SELECT count(*) FROM (SELECT broker, user FROM task_space UNION SELECT broker, user FROM tasks
		WHERE ended) who
		LEFT JOIN task_space s USING (broker, user)
		WHERE (SELECT (count(*), coalesce(sum(bytes), 0)) = (coalesce(s.tasks, 0), coalesce(s.bytes, 0))
		FROM tasks t WHERE t.broker = who.broker AND t.user = who.user AND t.ended) = 0`,
		"of %d users it is told wrongly how much theirs keep")
}

// taskFaults are conditions that hold for no task of a sound database.
var taskFaults = []struct{ where, what string }{
	{`t.owner IS NOT NULL AND t.status != 'running'`, "it has an owner although it does not run"},
	{`t.forgotten = 0 AND NOT EXISTS (SELECT 1 FROM task_inputs i WHERE i.task = t.id)`, "it has no input"},
	{`t.forgotten > 0 AND EXISTS (SELECT 1 FROM task_inputs i WHERE i.task = t.id)`,
		"it has an input that was to be forgotten"},
	{`t.forgotten > 0 AND t.status IN ('queued', 'running')`, "it is under way although its input is forgotten"},
	{`t.forgotten > 1 AND EXISTS (SELECT 1 FROM task_proposals p WHERE p.task = t.id AND p.open > 0
		AND p.applying IS NULL)`,
		"a proposal waits although a record was erased"},
	{`t.bytes != coalesce((SELECT sum(length(input)) FROM task_inputs i WHERE i.task = t.id), 0)
		+ coalesce((SELECT sum(length(answer)) FROM task_memos m WHERE m.task = t.id), 0)
		+ coalesce((SELECT sum(bytes) FROM task_steps s WHERE s.task = t.id), 0)
		+ coalesce((SELECT sum(bytes) FROM task_proposals p WHERE p.task = t.id), 0)`,
		"it is told wrongly how much it keeps"},
}

func checkTask(c *checker, id crm.ID) error {
	t, err := scanTask(c.tx.QueryRowContext(c.ctx, `SELECT `+taskColumns+` FROM tasks t WHERE t.id = ?`, keyID(id)))
	if err != nil {
		return err
	}
	rows, err := c.tx.QueryContext(c.ctx, `SELECT `+stepColumns+` FROM task_steps WHERE task = ? ORDER BY seq`,
		keyID(id))
	if err := scanSteps(t, rows, err); err != nil {
		return err
	}
	for i := range t.Steps {
		if t.Steps[i].Seq != i {
			return damaged("step %d is missing", i)
		}
	}
	for _, wrong := range taskFaults {
		var n int
		if err := c.tx.QueryRowContext(c.ctx, `SELECT count(*) FROM tasks t WHERE t.id = ?
			AND `+wrong.where, keyID(id)).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return damaged("%s", wrong.what)
		}
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

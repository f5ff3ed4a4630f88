package store

import (
	"roomkey/crm"
)

// eraseTasks empties all tasks of a record's brokerage: their inputs, files, messages, outputs and proposals may hold
// the record's values, and the store can't tell which do. Tasks under way end, and none can be tried again. Proposals
// that were accepted for other records stay: they are in the histories of these records, and can be undone.
func eraseTasks(b *batch, record crm.ID, broker crm.ID) error {
	for _, text := range []string{
		`UPDATE task_steps SET status = 'failed' WHERE status = 'running' AND task IN (SELECT id FROM tasks
			WHERE broker = ?)`,
		`UPDATE task_steps SET output = NULL, checkpoint = NULL WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`DELETE FROM task_inputs WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`DELETE FROM uploads WHERE broker = ?`,
		`DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
	} {
		if err := b.exec(text, keyID(broker)); err != nil {
			return err
		}
	}
	err := b.exec(`UPDATE tasks SET status = 'failed', owner = NULL, lease_until = 0, finished = ?1, touched = ?1,
		error_code = 'interrupted'
		WHERE broker = ?2 AND status IN ('queued', 'running')`, b.now, keyID(broker))
	if err != nil {
		return err
	}
	if err := b.exec(`UPDATE tasks SET message = '', error_message = '', forgotten = ? WHERE broker = ?`,
		emptied, keyID(broker)); err != nil {
		return err
	}
	if err := b.exec(`DELETE FROM task_proposals WHERE record = ?`, keyID(record)); err != nil {
		return err
	}
	return keepAccepted(b, `t.broker = ?`, keyID(broker))
}

// keepAccepted removes from proposals p of tasks t what nobody has accepted. A change that is being applied stays until
// it is saved. Tasks in review that have no open proposal left are completed.
func keepAccepted(b *batch, which string, args ...any) error {
	rows, err := b.query(`SELECT DISTINCT t.id FROM tasks t JOIN task_proposals p ON p.task = t.id WHERE `+which,
		args...)
	var tasks [][]byte
	err = each(rows, err, func(row rowScanner) error {
		var id []byte
		err := row.Scan(&id)
		tasks = append(tasks, id)
		return err
	})
	for _, blob := range tasks {
		if err == nil {
			err = keepAcceptedOf(b, blob)
		}
	}
	if err != nil {
		return err
	}
	return b.exec(completeReviewed, b.now)
}

func keepAcceptedOf(b *batch, task []byte) error {
	var proposals []crm.Proposal
	rows, err := b.query(allProposals, task)
	err = each(rows, err, func(row rowScanner) error {
		p, err := scanProposal(row)
		proposals = append(proposals, p.WithoutUnaccepted())
		return err
	})
	for i := range proposals {
		if err == nil {
			err = replaceProposal(b, task, &proposals[i])
		}
	}
	return err
}

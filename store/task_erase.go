package store

import (
	"roomkey/crm"
)

// emptied is what is forgotten of a task since a record of its brokerage was erased: see migration 8.
const emptied = 2

// eraseTasks empties the tasks of a record's brokerage: what they took in, said, put out and proposed may hold the record's
// values, and can't be told apart. Those under way end, and none can be tried again. What was accepted for other records
// stays: it is in their histories, and can be undone.
func (b *batch) eraseTasks(record crm.ID, broker crm.ID) error {
	for _, text := range []string{
		`UPDATE task_steps SET status = 'failed' WHERE status = 'running' AND task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`UPDATE task_steps SET output = NULL, checkpoint = NULL WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`DELETE FROM task_inputs WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
		`DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE broker = ?)`,
	} {
		if err := b.exec(text, keyID(broker)); err != nil {
			return err
		}
	}
	err := b.exec(`UPDATE tasks SET status = 'failed', owner = NULL, lease_until = 0, finished = ?1, touched = ?1, error_code = 'interrupted'
		WHERE broker = ?2 AND status IN ('queued', 'running')`, b.now, keyID(broker))
	if err != nil {
		return err
	}
	if err := b.exec(`UPDATE tasks SET message = '', error_message = '', forgotten = ? WHERE broker = ?`, emptied, keyID(broker)); err != nil {
		return err
	}
	if err := b.exec(`DELETE FROM task_proposals WHERE record = ?`, keyID(record)); err != nil {
		return err
	}
	if err := b.keepAccepted(`t.broker = ?`, keyID(broker)); err != nil {
		return err
	}
	return b.eraseToldOfTasks(broker)
}

// eraseToldOfTasks removes what was said of a brokerage's tasks in events and answers.
func (b *batch) eraseToldOfTasks(broker crm.ID) error {
	err := b.exec(`UPDATE answers SET status = ?, type = '', body = NULL WHERE user IN (SELECT id FROM users WHERE broker = ?)
		AND json_valid(CAST(body AS TEXT)) AND json_extract(CAST(body AS TEXT), '$.workflow') IS NOT NULL`, statusErased, keyID(broker))
	if err != nil {
		return err
	}
	// Of a task that is not kept any more, nobody knows whose it was.
	return b.exec(`UPDATE events SET data = '{}' WHERE name LIKE 'ai:task:%' AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.broker <> ?
		AND t.id = unhex(replace(json_extract(CAST(events.data AS TEXT), '$.task'), '-', '')))`, keyID(broker))
}

// keepAccepted removes what nobody has accepted of proposals p of tasks t. What is being applied stays until it is saved. Tasks in
// review of which nothing waits any more are completed.
func (b *batch) keepAccepted(which string, args ...any) error {
	rows, err := b.query(`SELECT DISTINCT t.id FROM tasks t JOIN task_proposals p ON p.task = t.id WHERE `+which, args...)
	var tasks [][]byte
	err = each(rows, err, func(row rowScanner) error {
		var id []byte
		err := row.Scan(&id)
		tasks = append(tasks, id)
		return err
	})
	for _, blob := range tasks {
		if err == nil {
			err = b.keepAcceptedOf(blob)
		}
	}
	if err != nil {
		return err
	}
	return b.exec(completeReviewed, b.now)
}

func (b *batch) keepAcceptedOf(task []byte) error {
	var proposals []crm.Proposal
	rows, err := b.query(allProposals, task)
	err = each(rows, err, func(row rowScanner) error {
		p, err := scanProposal(row)
		proposals = append(proposals, p.WithoutUnaccepted())
		return err
	})
	for i := range proposals {
		if err == nil {
			err = b.replaceProposal(task, &proposals[i])
		}
	}
	return err
}

// replaceProposal writes a proposal anew, or removes one of which nothing is left.
func (b *batch) replaceProposal(task []byte, p *crm.Proposal) error {
	if len(p.Changes) == 0 {
		return b.exec(`DELETE FROM task_proposals WHERE task = ? AND num = ?`, task, p.Num)
	}
	row, err := proposalRow(p)
	if err != nil {
		return err
	}
	return b.exec(`UPDATE task_proposals SET edit = ?, changes = ?, decisions = ?, reasons = ?, applying = ?, decider = ?, applied = ?, open = ?
		WHERE task = ? AND num = ?`, row.edit, row.changes, row.decisions, row.reasons, row.applying, blobID(p.By), row.applied, len(p.Open()),
		task, p.Num)
}

// saveAccepted is saveProposal for an emptied task: whoever saves may have read the proposal before.
func (b *batch) saveAccepted(task crm.ID, p *crm.Proposal) error {
	stored, err := scanProposal(b.row(`SELECT `+proposalColumns+` FROM task_proposals WHERE task = ? AND num = ?`, keyID(task), p.Num))
	if err != nil && !absent(err) {
		return err
	}
	for pointer := range p.Applying {
		if _, there := stored.Changes[pointer]; !there {
			return errNotKept
		}
	}
	if absent(err) {
		return nil
	}
	kept := p.WithoutUnaccepted()
	return b.replaceProposal(keyID(task), &kept)
}

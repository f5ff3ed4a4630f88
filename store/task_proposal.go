package store

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// Proposals returns a task's proposals, in the order in which they were made. If applying is true, it returns only
// those that were being applied when a process ended, so that some of their changes may have been applied.
func (q *TaskQueue) Proposals(ctx context.Context, task crm.ID, applying bool) (proposals []crm.Proposal, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	text := allProposals
	if applying {
		text = unsettled
	}
	rows, err := q.db.reader.query(ctx, text, keyID(task))
	err = each(rows, err, func(row rowScanner) error {
		p, err := scanProposal(row)
		p.Edit.Task = task
		proposals = append(proposals, p)
		return err
	})
	return proposals, classify("read proposals", err)
}

// TaskEdits returns the changes to a record that tasks have made, as far as the tasks are kept, in no order.
func (q *TaskQueue) TaskEdits(ctx context.Context, record crm.ID) (edits []crm.TaskEdit, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := q.db.reader.query(ctx, `SELECT p.task, s.plugin, s.version, p.edit, p.applied FROM task_proposals p
		JOIN task_steps s ON s.task = p.task AND s.seq = p.step WHERE p.record = ? AND p.applied IS NOT NULL`,
		keyID(record))
	err = each(rows, err, func(row rowScanner) error {
		edit, err := scanTaskEdit(row)
		edits = append(edits, edit)
		return err
	})
	return edits, classify("read what tasks did", err)
}

func scanTaskEdit(row rowScanner) (edit crm.TaskEdit, err error) {
	var task, proposed, applied []byte
	if err := row.Scan(&task, &edit.Plugin, &edit.Version, &proposed, &applied); err != nil {
		return edit, err
	}
	var by struct{ Version string } // the step's is that of its last attempt
	if err := json.Unmarshal(proposed, &by); err != nil {
		return edit, damaged("a proposal: %v", err)
	}
	if by.Version != "" {
		edit.Version = by.Version
	}
	if err := json.Unmarshal(applied, &edit.Applied); err != nil {
		return edit, damaged("a proposal: %v", err)
	}
	edit.Task, err = toID(task)
	return edit, err
}

// SaveProposals stores the decisions about proposals and their results. If the task is in review and has no open
// proposal left, the task is completed at a time, and the events that tell returns are stored with it.
// crm.CodeConflict: a proposal that is about to be applied is no longer kept.
func (q *TaskQueue) SaveProposals(ctx context.Context, task crm.ID, proposals []crm.Proposal, at time.Time,
	tell func() []crm.Event) error {

	return q.post(ctx, "save proposals", func(b *batch, of *taskCaller) ([]crm.Event, error) {
		var broker, user []byte
		var forgotten int
		err := b.row(`UPDATE tasks SET touched = ? WHERE id = ? RETURNING broker, user, forgotten`,
			b.now, keyID(task)).Scan(&broker, &user, &forgotten)
		if absent(err) {
			return nil, errNotKept
		}
		if err == nil {
			err = of.set(task, broker, user)
		}
		if err != nil {
			return nil, err
		}
		save := saveProposal
		if forgotten == emptied {
			save = saveAccepted
			end, err := overwriteFreed(b)
			if err != nil {
				return nil, err
			}
			defer end()
		}
		for i := range proposals {
			if err := save(b, task, &proposals[i]); err != nil {
				return nil, err
			}
		}
		n, err := b.change(completeReviewed+` AND id = ?2`, micros(at), keyID(task))
		if err != nil {
			return nil, err
		}
		if _, err := q.boundTasks(b, broker, keyID(task)); err != nil || n == 0 {
			return nil, err
		}
		return tell(), nil
	})
}

// UnsettledTasks names the tasks that nobody runs and that have proposals which were being applied.
func (q *TaskQueue) UnsettledTasks(ctx context.Context) (ids []crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	ids, err = scanIDs(q.db.reader.query(ctx, `SELECT DISTINCT p.task FROM task_proposals p JOIN tasks t ON t.id = p.task
		WHERE p.applying IS NOT NULL AND t.status NOT IN ('queued', 'running')`))
	return ids, classify("read unsettled tasks", err)
}

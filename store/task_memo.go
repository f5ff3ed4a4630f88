package store

import (
	"context"

	"roomkey/crm"
)

// Memo returns the model's earlier answer to a step's request, nil if there is none, and how many tokens the step has
// used.
func (q *TaskQueue) Memo(ctx context.Context, task crm.ID, seq int, key crm.Hash) (
	answer []byte, tokens int, err error) {
	err = q.db.reader.snapshot(ctx, "read a memo", func(ctx context.Context, tx querier) error {
		err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(tokens), 0) FROM task_memos WHERE task = ? AND seq = ?`,
			keyID(task), seq).Scan(&tokens)
		if err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, `SELECT answer FROM task_memos WHERE task = ? AND seq = ? AND key = ?`,
			keyID(task), seq, key[:]).Scan(&answer)
		if absent(err) {
			return nil
		}
		return err
	})
	return answer, tokens, err
}

// AddMemo keeps an answer of the model, also for a task that has been cancelled meanwhile: the answer has been paid
// for. It keeps none for a task that can't be tried again, for instance because its brokerage has had a record erased:
// the answer may hold the record's values.
func (q *TaskQueue) AddMemo(ctx context.Context, task crm.ID, seq int, key crm.Hash, tokens int, answer []byte) error {
	return q.db.update(ctx, "keep a memo", func(b *batch) error {
		return b.exec(`INSERT INTO task_memos (task, seq, key, tokens, answer) SELECT id, ?2, ?3, ?4, ?5 FROM tasks
			WHERE id = ?1 AND forgotten = 0 ON CONFLICT DO NOTHING`,
			keyID(task), seq, key[:], tokens, answer)
	})
}

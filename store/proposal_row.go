package store

import (
	"encoding/json"

	"roomkey/crm"
)

const (
	proposalColumns = `num, step, edit, changes, decisions, reasons, applying, decider, applied`
	allProposals    = `SELECT ` + proposalColumns + ` FROM task_proposals WHERE task = ? ORDER BY num`
	unsettled       = `SELECT ` + proposalColumns + ` FROM task_proposals WHERE task = ? AND applying IS NOT NULL
		ORDER BY num`
)

func scanProposal(row rowScanner) (p crm.Proposal, err error) {
	var edit, changes, decisions, reasons, applying, decider, applied []byte
	if err := row.Scan(&p.Num, &p.Step, &edit, &changes, &decisions, &reasons, &applying, &decider,
		&applied); err != nil {
		return p, err
	}
	for _, part := range []struct {
		raw  []byte
		into any
	}{{edit, &p.Edit}, {changes, &p.Changes}, {decisions, &p.Decisions}, {reasons, &p.Reasons}, {applying, &p.Applying},
		{applied, &p.Applied}} {
		if part.raw == nil {
			continue
		}
		if err := json.Unmarshal(part.raw, part.into); err != nil {
			return p, damaged("proposal %d: %v", p.Num, err)
		}
	}
	p.By, err = toID(decider)
	return p, err
}

// addProposal adds a proposal. It leaves one with the same number as it is.
func addProposal(b *batch, task crm.ID, p *crm.Proposal) error {
	row, err := proposalRow(p)
	if err != nil {
		return err
	}
	return b.exec(`INSERT INTO task_proposals (task, num, step, record, edit, changes, decisions, reasons, applying,
		decider, applied, open)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		keyID(task), p.Num, p.Step, keyID(p.Edit.Record), row.edit, row.changes, row.decisions,
		row.reasons, row.applying,
		blobID(p.By),
		row.applied, len(p.Open()))
}

// completeReviewed completes the tasks in review that have no open proposal.
const completeReviewed = `UPDATE tasks SET status = 'completed', finished = ?1 WHERE status = 'review'
	AND NOT EXISTS (SELECT 1 FROM task_proposals p WHERE p.task = tasks.id AND p.open > 0)`

func saveProposal(b *batch, task crm.ID, p *crm.Proposal) error {
	row, err := proposalRow(p)
	if err != nil {
		return err
	}
	n, err := b.change(`UPDATE task_proposals SET decisions = ?, reasons = ?, applying = ?, decider = ?, applied = ?,
		open = ?
		WHERE task = ? AND num = ?`, row.decisions, row.reasons, row.applying, blobID(p.By), row.applied, len(p.Open()),
		keyID(task), p.Num)
	if err == nil && n == 0 && len(p.Applying) > 0 {
		return errNotKept
	}
	return err
}

// errNotKept is the error for saving a proposal that no longer exists: Erase has removed it, or there was no space for
// it.
var errNotKept = crm.Errorf(crm.CodeConflict, "what was proposed is not kept any more")

// proposalJSON holds those parts of a proposal that are stored as JSON.
type proposalJSON struct{ edit, changes, decisions, reasons, applying, applied any }

func proposalRow(p *crm.Proposal) (row proposalJSON, err error) {
	for _, part := range []struct {
		value any
		none  bool
		into  *any
	}{
		{p.Edit, false, &row.edit}, {p.Changes, false, &row.changes},
		{p.Decisions, len(p.Decisions) == 0, &row.decisions},
		{p.Reasons, len(p.Reasons) == 0, &row.reasons}, {p.Applying, len(p.Applying) == 0, &row.applying}, {p.Applied,
			len(p.Applied) == 0, &row.applied},
	} {
		if part.none {
			continue
		}
		raw, err := json.Marshal(part.value)
		if err != nil {
			return row, err
		}
		*part.into = raw
	}
	return row, nil
}

// replaceProposal rewrites a proposal, or removes it if it has no changes.
func replaceProposal(b *batch, task []byte, p *crm.Proposal) error {
	if len(p.Changes) == 0 {
		return b.exec(`DELETE FROM task_proposals WHERE task = ? AND num = ?`, task, p.Num)
	}
	row, err := proposalRow(p)
	if err != nil {
		return err
	}
	return b.exec(
		`UPDATE task_proposals SET edit = ?, changes = ?, decisions = ?, reasons = ?, applying = ?, decider = ?,
		applied = ?, open = ?
		WHERE task = ? AND num = ?`, row.edit, row.changes, row.decisions, row.reasons, row.applying, blobID(p.By),
		row.applied, len(p.Open()),
		task, p.Num)
}

// saveAccepted is saveProposal for an emptied task: the caller may have read the proposal before the task was emptied.
func saveAccepted(b *batch, task crm.ID, p *crm.Proposal) error {
	stored, err := scanProposal(b.row(`SELECT `+proposalColumns+` FROM task_proposals WHERE task = ? AND num = ?`,
		keyID(task), p.Num))
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
	return replaceProposal(b, keyID(task), &kept)
}

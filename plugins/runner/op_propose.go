package runner

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"roomkey/crm"
	"roomkey/plugins/calls"
)

// opPropose records proposals: all of the call's, or none. They become durable with the next checkpoint or at the end
// of the step.
func (a *attempt) opPropose(ctx context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Propose](in)
	if err != nil {
		return nil, err
	}
	if a.made+len(a.buffer)+len(asked.Changes) > calls.MaxProposals {
		return nil, calls.ErrTooManyProposals
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.recall(ctx); err != nil {
		return nil, err
	}
	known, values := maps.Clone(a.proposed), a.unmade.fork() // the call counts only if all of its changes are valid
	var made []crm.Proposal
	answer := make([]calls.Proposed, len(asked.Changes))
	for i := range asked.Changes {
		p, err := a.propose(ctx, who, &asked.Changes[i], a.made+len(a.buffer)+len(made)+1, known, values)
		if err != nil {
			return nil, calls.Within("changes/"+strconv.Itoa(i), err)
		}
		answer[i] = calls.Proposed{Record: p.Edit.Record, Type: p.Edit.Type}
		if len(p.Changes) > 0 { // a change without an effect needs no decision
			made = append(made, p)
		}
	}
	a.buffer, a.proposed = append(a.buffer, made...), known
	values.join()
	return calls.Proposals{Proposals: answer}, nil
}

// propose checks one change against all rights and the schema.
func (a *attempt) propose(ctx context.Context, who *authority, c *calls.Change, num int,
	known map[crm.ID]string, values *unmadeFork) (crm.Proposal, error) {
	e := crm.Edit{Record: c.ID, Type: c.Type, Fields: c.Fields, Private: c.Private, Task: a.run.task.ID,
		Version: a.step.Version, Message: a.signature()}
	if e.Record.IsZero() {
		e.Record, e.New = proposalID(a.run.task.ID, a.step.Seq, num), true
	} else {
		e.Upon = values.of(e.Record)
	}
	if c.Note != "" {
		e.Note = &crm.EditNote{Body: c.Note}
	}
	if err := granted(who, c); err != nil {
		return crm.Proposal{}, err
	}
	checked, changes, err := a.run.Records.Preview(ctx, who.user, e, known)
	if err != nil {
		return crm.Proposal{}, err
	}
	if e.New {
		known[e.Record] = e.Type
	}
	values.note(e.Record, e.New, changes)
	checked.Upon = nil
	return crm.Proposal{Num: num, Step: a.step.Seq, Edit: checked, Changes: changes}, nil
}

// granted checks the right to propose every field that a change names.
func granted(who *authority, c *calls.Change) error {
	if crm.TypeNamed(c.Type) == nil {
		return crm.Invalid("/type", "there is no such type of record")
	}
	for _, half := range []struct {
		prefix, member string
		patch          json.RawMessage
	}{{"/", "/fields", c.Fields}, {"/private/", "/private", c.Private}} {
		if len(half.patch) == 0 {
			continue
		}
		var names map[string]json.RawMessage
		if err := json.Unmarshal(half.patch, &names); err != nil {
			return crm.Invalid(half.member, "must be an object")
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if err := who.propose(c.Type, half.prefix+crm.Escape(name)); err != nil {
				return err
			}
		}
	}
	if c.Note != "" {
		return who.propose(c.Type, "/notes")
	}
	return nil
}

// recall loads, once, the types of the records that the task has proposed before.
func (a *attempt) recall(ctx context.Context) error {
	if a.proposed != nil {
		return nil
	}
	a.proposed, a.unmade = make(map[crm.ID]string), make(unmade)
	if a.made == 0 {
		return nil
	}
	before, err := a.run.Storage.Proposals(ctx, a.run.task.ID, false)
	for i := range before {
		if before[i].Edit.New {
			a.proposed[before[i].Edit.Record] = before[i].Edit.Type
		}
		if len(before[i].Open()) > 0 {
			a.unmade.note(before[i].Edit.Record, before[i].Edit.New, before[i].Changes)
		}
	}
	return err
}

// signature returns the message of the document changes that a step's proposals become.
func (a *attempt) signature() string {
	return "task " + a.run.task.ID.String() + " · " + a.step.Plugin + " " + a.step.Version
}

// proposalID returns the id of a record that a step proposes. It is the same in every attempt.
func proposalID(task crm.ID, step, num int) crm.ID {
	text := binary.BigEndian.AppendUint32(append([]byte("roomkey/proposal/"), task[:]...), uint32(step))
	sum := sha256.Sum256(binary.BigEndian.AppendUint32(text, uint32(num)))
	id := crm.ID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a UUID of version 4, like all ids
	return id
}

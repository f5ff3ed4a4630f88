package runner

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins"
)

// reasonWithheld is the reason why a change waits for a decision although the workflow's policy is to apply it.
const reasonWithheld = "private fields were read, and more people can see this field: somebody must decide"

// withhold leaves to people what the policy would apply, where the task's guests were given private fields and a field
// would show them to more people. Of a new record everything waits, or nothing.
func (a *attempt) withhold(proposals []crm.Proposal) error {
	t, reach := a.run.task, a.run.reach()
	if len(reach.PrivateOf()) == 0 || len(proposals) == 0 {
		return nil
	}
	ids := make([]crm.ID, len(proposals))
	for i := range proposals {
		ids[i] = proposals[i].Edit.Record
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.run.ctx), writeTime)
	defer cancel()
	records, err := a.run.Storage.Records(ctx, ids)
	if err != nil {
		return err
	}
	rows := make(map[crm.ID]crm.Row, len(records)) // a record that is only proposed has none: its changes wait, like it
	for _, record := range records {
		rows[record.ID] = record.Row
	}
	for i := range proposals {
		p := &proposals[i]
		row := rows[p.Edit.Record]
		if p.Edit.New {
			row = crm.Row{Owner: t.User, Visibility: p.Edit.Visibility}
		}
		for pointer := range p.Applying {
			if reach.Withholds(t.User, row, pointer) {
				delete(p.Applying, pointer)
				p.Explain(pointer, reasonWithheld)
			}
		}
		if p.Edit.New && len(p.Applying) < len(p.Changes) {
			clear(p.Applying)
		}
	}
	return nil
}

// mayTakeOver checks that a step may be given what earlier steps made of private fields: its own plugin was granted to
// read them.
func (a *attempt) mayTakeOver() error {
	if !takesOutput(a.step) && a.step.Checkpoint == nil {
		return nil
	}
	who := authority{asked: a.plugin.Manifest.Capabilities, granted: a.plugin.Granted}
	for _, kind := range a.run.reach().PrivateOf() {
		if !who.may(func(c plugins.Capabilities) bool { return c.MayReadPrivate(kind) }) {
			return crm.Errorf(crm.CodeForbidden,
				"earlier steps read private fields of %s records, and the plugin %s was not granted to", kind,
				a.step.Plugin)
		}
	}
	return nil
}

package runner

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// authority is what a step may do at this moment: the capabilities in its manifest, the brokerage's current grant, and
// the current state of the user whom it acts for.
type authority struct {
	user           *crm.User
	asked, granted plugins.Capabilities
}

// authority loads it. It is called at every operation, so that a revocation takes effect at the next one.
func (a *attempt) authority(ctx context.Context) (*authority, error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	t := a.run.task
	user, err := a.run.Storage.UserByID(ctx, t.User)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return nil, err
	}
	if err != nil || user.Disabled || user.Broker != t.Broker {
		return nil, denied("the account that this task runs for is disabled")
	}
	plugin, err := a.run.Plugins.Find(ctx, t.Broker, a.step.Plugin)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil, denied("the plugin is no longer installed")
	}
	if err != nil {
		return nil, err
	}
	if plugin.Suspended {
		return nil, errSuspended
	}
	return &authority{user, a.plugin.Manifest.Capabilities, plugin.Granted}, nil
}

func denied(message string) error { return &guest.OpError{Code: codeDenied, Message: message} }

// may reports whether both the manifest and the grant allow something.
func (w *authority) may(allows func(plugins.Capabilities) bool) bool {
	return allows(w.asked) && allows(w.granted)
}

// read checks the right to read records of a type.
func (w *authority) read(recordType string) error {
	if crm.TypeNamed(recordType) == nil {
		return crm.Invalid("type", "there is no such type of record")
	}
	if !w.may(func(c plugins.Capabilities) bool { return c.MayRead(recordType) }) {
		return denied("reading " + recordType + " records was not granted")
	}
	return nil
}

// seen returns what of a record the step may be given: the private half only if reading it was granted.
func (w *authority) seen(v *crm.View, sharedOnly bool) *crm.View {
	if sharedOnly || !w.may(func(c plugins.Capabilities) bool { return c.MayReadPrivate(v.Type()) }) {
		return v.Shared()
	}
	return v
}

// propose checks the right to propose a change of a root field.
func (w *authority) propose(recordType, pointer string) error {
	if !w.may(func(c plugins.Capabilities) bool { return c.MayPropose(recordType, pointer) }) {
		return denied("proposing " + plugins.ProposalOf(recordType, pointer) + " was not granted")
	}
	return nil
}

// both lists the items that the manifest and the grant have in common.
func both(asked, granted []string) []string {
	var common []string
	for _, name := range asked {
		for _, other := range granted {
			if name == other {
				common = append(common, name)
				break
			}
		}
	}
	return common
}

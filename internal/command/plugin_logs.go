package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
)

// pluginLogs shows what a plugin's program wrote in runs that failed. It shows those of plugins that the operator has
// installed: a plugin that a user has installed over REST has its log there.
func pluginLogs(ctx context.Context, p *Program, args []string) error {
	var on target
	names, err := p.parse(on.flags("logs", allMeant), args, "ID")
	if err != nil {
		return err
	}
	id := names[0]
	found, read := 0, 0
	err = on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, name string) error {
		logs, err := r.Logs(ctx, broker, crm.ID{}, id)
		switch crm.CodeOf(err) {
		case crm.CodeNotFound:
			return nil
		case crm.CodeForbidden:
			found++
			return nil
		}
		if err != nil {
			return err
		}
		found, read = found+1, read+1
		p.showLogs(id, name, logs)
		return nil
	})
	switch {
	case err != nil:
		return err
	case found == 0:
		return crm.Errorf(crm.CodeNotFound, "there is no such plugin: %s", id)
	case read == 0:
		return fmt.Errorf("%s was not installed by this command: who installed it reads its log, "+
			"with GET /api/v1/plugins/%s/logs", id, id)
	}
	return nil
}

func (p *Program) showLogs(id, brokerage string, logs []crm.PluginLog) {
	if len(logs) == 0 {
		fmt.Fprintf(p.Stdout, "%s has not failed for %s lately\n", id, brokerage)
	}
	for i := range logs {
		l := &logs[i]
		fmt.Fprintf(p.Stdout, "%s  %s %s/%s for %s, task %s, attempt %d\n%s: %s\n", l.At.UTC().Format(time.RFC3339),
			l.Version, id, l.Step, brokerage, l.Task, l.Attempt, l.Code, l.Message)
		for line := range strings.Lines(l.Text) {
			fmt.Fprintf(p.Stdout, "  | %s\n", strings.TrimSuffix(line, "\n"))
		}
		fmt.Fprintln(p.Stdout)
	}
}

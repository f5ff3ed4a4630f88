package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"roomkey/sync/cluster/beat"
)

// regionActions look at several regions, from one of them.
var regionActions = []command{
	{name: "status", summary: "which regions are there, how far behind, and what is unavailable", run: regionStatus},
	{name: "rebuild", summary: "make the order of rows again, which all have lost, without a region that is gone",
		run: regionRebuild},
	{name: "alone", summary: "make the data of one of several regions that of one region, for good", run: regionAlone},
}

// regionStatus asks the server that runs on a data directory.
func regionStatus(ctx context.Context, p *Program, args []string) error {
	var data folder
	asJSON, wait := false, time.Duration(0)
	flags := dataFlags("region status", &data)
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	flags.DurationVar(&wait, "wait", 0, "`time`, such as 2m, to wait until all is well; fails if it is not by then")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	status, err := askStatus(ctx, string(data), wait)
	if err != nil {
		return err
	}
	if asJSON {
		encoder := json.NewEncoder(p.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(status)
	}
	return printStatus(p.Stdout, &status)
}

// askEvery is how often a server is asked that is waited for.
const askEvery = time.Second

// askStatus asks the server of a data directory how it sees the regions. wait, if it is not 0, is how long it may take
// until there is nothing to complain of.
func askStatus(ctx context.Context, dir string, wait time.Duration) (status beat.Status, err error) {
	if wait == 0 {
		return status, askServer(ctx, dir, "/region", &status)
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for {
		status = beat.Status{}
		err = askServer(limited, dir, "/region", &status)
		trouble := err
		if err == nil {
			trouble = unwell(&status)
		}
		if trouble == nil {
			return status, nil
		}
		select {
		case <-ticker.C:
		case <-limited.Done():
			return status, errors.Join(ctx.Err(), trouble)
		}
	}
}

// unwell says what keeps all from being well; nil if nothing does.
func unwell(s *beat.Status) error {
	switch {
	case s.Problem != "":
		return errors.New(s.Problem)
	case s.Leader == "" && s.Network != beat.NetworkOutside: // whose servers have no names of regions
		return errors.New("no region orders rows")
	}
	for _, r := range s.Regions {
		if r.Behind > 0 {
			return fmt.Errorf("region %s lacks %d changes of accounts and rights", r.Name, r.Behind)
		}
	}
	return nil
}

// printStatus prints a line for each region, and what an operator should know of them.
func printStatus(to io.Writer, s *beat.Status) error {
	table := tabwriter.NewWriter(to, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "REGION\tSTATE\tHEARD\tLACKS\tHAS MORE\tROWS\tROWS BEHIND\tSCHEMA")
	for _, r := range s.Regions {
		heard, role := "", ""
		if r.State == beat.StateThere || r.State == beat.StateSilent {
			heard = strconv.FormatFloat(r.Silent, 'f', 1, 64) + " s ago"
		}
		if r.Witness {
			role = " (witness)"
		}
		fmt.Fprintf(table, "%s%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\n", r.Name, role, r.State, heard, r.Lacks, r.Missing,
			r.Position, r.Behind, r.Schema)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	leader := "in: " + cmp.Or(s.Leader, "not known")
	if s.Network == beat.NetworkOutside {
		leader = "by NATS outside"
	}
	fmt.Fprintf(to, "\nLACKS and HAS MORE compare edits with region %s. Rows are ordered %s.\n", s.Region, leader)
	for _, count := range s.Refused {
		fmt.Fprintf(to, "%d messages were refused (%s).\n", count.Times, count.Reason)
	}
	if s.Problem != "" {
		fmt.Fprintf(to, "Look at this: %s.\n", s.Problem)
	}
	if s.Reason != "" && s.Reason != s.Problem {
		fmt.Fprintf(to, "Unavailable: %s.\n", s.Reason)
	}
	return nil
}

package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"roomkey/sync/cluster/beat"
)

// regionActions look at several regions, from one of them.
var regionActions = []command{
	{name: "status", summary: "which regions are there, how far behind, and what is unavailable", run: regionStatus},
	{name: "alone", summary: "make the data of one of several regions that of one region, for good", run: regionAlone},
}

// regionStatus asks the server that runs on a data directory.
func regionStatus(ctx context.Context, p *Program, args []string) error {
	var data folder
	asJSON := false
	flags := dataFlags("region status", &data)
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	var status beat.Status
	if err := askServer(ctx, string(data), "/region", &status); err != nil {
		return err
	}
	if asJSON {
		encoder := json.NewEncoder(p.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(status)
	}
	return printStatus(p.Stdout, &status)
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
		fmt.Fprintf(table, "%s%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\n", r.Name, role, r.State, heard, r.Lacks, r.Ahead,
			r.Ledger, r.Behind, r.Schema)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	leader := s.Leader
	if leader == "" {
		leader = "not known"
	}
	fmt.Fprintf(to, "\nLACKS and HAS MORE compare edits with region %s. Rows are ordered in: %s.\n", s.Region, leader)
	for _, count := range s.Refused {
		fmt.Fprintf(to, "%d messages were refused (%s).\n", count.Times, count.Reason)
	}
	if s.Problem != "" {
		fmt.Fprintf(to, "Look at this: %s.\n", s.Problem)
	}
	if s.Unready != "" && s.Unready != s.Problem {
		fmt.Fprintf(to, "Unavailable: %s.\n", s.Unready)
	}
	return nil
}

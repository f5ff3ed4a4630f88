package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"roomkey/crm"
	"roomkey/reports"
	"roomkey/store"
	"roomkey/web/api"
)

// maxReportDays bounds the period of a report.
const maxReportDays = 3660

// Months of a report whose period is not told, besides the present one.
const usualMonths = 11

// figures are the reports of a brokerage, by the caller's rights.
type figures struct {
	reports *reports.Reports
	store   *store.Store
	now     func() time.Time
}

func newFigures(c *Config) figures {
	return figures{reports: reports.New(c.Store), store: c.Store, now: c.Now}
}

// pipeline counts leads, listings and escrows by status.
func (f *figures) pipeline(ctx context.Context, who *principal, asked *api.ReportRequest) (*api.PipelineAnswer, error) {
	of, err := f.of(who, asked)
	if err != nil {
		return nil, err
	}
	stages, err := f.reports.Pipeline(ctx, of)
	if err != nil {
		return nil, err
	}
	answer := &api.PipelineAnswer{Items: []api.PipelineStage{}}
	for _, s := range stages {
		answer.Items = append(answer.Items, api.PipelineStage(s))
	}
	if asked.Format == "csv" {
		answer.Table = &api.Table{Name: "pipeline", Rows: [][]string{{"type", "status", "count", "value"}}}
		for _, s := range stages {
			answer.Table.Rows = append(answer.Table.Rows,
				[]string{s.Type, s.Status, strconv.Itoa(s.Count), wholeUnits(s.Value)})
		}
	}
	return answer, nil
}

// sources follows leads from their source to their close.
func (f *figures) sources(ctx context.Context, who *principal, asked *api.PeriodRequest) (*api.SourcesAnswer, error) {
	of, err := f.within(who, asked, reports.Months(f.now(), usualMonths, 0))
	if err != nil {
		return nil, err
	}
	found, err := f.reports.Sources(ctx, of)
	if err != nil {
		return nil, err
	}
	answer := &api.SourcesAnswer{From: day(of.Period.From), To: day(of.Period.To), Items: []api.SourceConversion{}}
	for _, c := range found {
		answer.Items = append(answer.Items, api.SourceConversion(c))
	}
	if asked.Format == "csv" {
		answer.Table = &api.Table{Name: "sources", Rows: [][]string{
			{"source", "leads", "contacted", "appointments", "clients", "closed", "lost"}}}
		for _, c := range found {
			answer.Table.Rows = append(answer.Table.Rows, append([]string{harmless(c.Source)},
				numbers(c.Leads, c.Contacted, c.Appointments, c.Clients, c.Closed, c.Lost)...))
		}
	}
	return answer, nil
}

// responses tells how fast agents answer leads.
func (f *figures) responses(ctx context.Context, who *principal, asked *api.PeriodRequest) (*api.ResponsesAnswer,
	error) {
	of, err := f.within(who, asked, reports.Months(f.now(), usualMonths, 0))
	if err != nil {
		return nil, err
	}
	found, err := f.reports.Responses(ctx, of)
	if err != nil {
		return nil, err
	}
	answer := &api.ResponsesAnswer{From: day(of.Period.From), To: day(of.Period.To), Items: []api.AgentResponse{}}
	for _, r := range found {
		row := api.AgentResponse{Agent: r.Agent, Leads: r.Leads, Answered: r.Answered}
		if r.Answered > 0 {
			median, slow := int64(r.Median/time.Second), int64(r.Slow/time.Second)
			row.MedianSeconds, row.SlowSeconds = &median, &slow
		}
		answer.Items = append(answer.Items, row)
	}
	if asked.Format == "csv" {
		return answer, f.responseTable(ctx, who, answer)
	}
	return answer, nil
}

func (f *figures) responseTable(ctx context.Context, who *principal, answer *api.ResponsesAnswer) error {
	names, err := f.names(ctx, who)
	if err != nil {
		return err
	}
	answer.Table = &api.Table{Name: "responses", Rows: [][]string{
		{"agent", "name", "leads", "answered", "medianSeconds", "slowSeconds"}}}
	for _, r := range answer.Items {
		row := append([]string{r.Agent.String(), names[r.Agent]}, numbers(r.Leads, r.Answered)...)
		for _, seconds := range []*int64{r.MedianSeconds, r.SlowSeconds} {
			text := ""
			if seconds != nil {
				text = strconv.FormatInt(*seconds, 10)
			}
			row = append(row, text)
		}
		answer.Table.Rows = append(answer.Table.Rows, row)
	}
	return nil
}

// commission tells what closed escrows came to.
func (f *figures) commission(ctx context.Context, who *principal, asked *api.PeriodRequest) (*api.EarningsAnswer,
	error) {
	of, err := f.within(who, asked, reports.Months(f.now(), usualMonths, 0))
	if err != nil {
		return nil, err
	}
	found, err := f.reports.Commission(ctx, of)
	if err != nil {
		return nil, err
	}
	return f.earnings(ctx, who, of, found, "gci", asked.Format)
}

// forecast tells what open escrows will come to.
func (f *figures) forecast(ctx context.Context, who *principal, asked *api.PeriodRequest) (*api.EarningsAnswer,
	error) {
	of, err := f.within(who, asked, reports.Months(f.now(), 0, usualMonths))
	if err != nil {
		return nil, err
	}
	found, err := f.reports.Forecast(ctx, of)
	if err != nil {
		return nil, err
	}
	return f.earnings(ctx, who, of, found, "forecast", asked.Format)
}

func (f *figures) earnings(ctx context.Context, who *principal, of *reports.Asked, found []reports.Earned,
	name, format string) (*api.EarningsAnswer, error) {
	answer := &api.EarningsAnswer{From: day(of.Period.From), To: day(of.Period.To), Items: []api.AgentEarning{}}
	for _, e := range found {
		answer.Items = append(answer.Items, api.AgentEarning(e))
	}
	if format != "csv" {
		return answer, nil
	}
	names, err := f.names(ctx, who)
	if err != nil {
		return nil, err
	}
	answer.Table = &api.Table{Name: name, Rows: [][]string{
		{"month", "agent", "name", "count", "price", "gci", "net", "hidden", "absent"}}}
	for _, e := range found {
		answer.Table.Rows = append(answer.Table.Rows, []string{e.Month, e.Agent.String(), names[e.Agent],
			strconv.Itoa(e.Count), wholeUnits(e.Price), wholeUnits(e.GCI), wholeUnits(e.Net), strconv.Itoa(e.Hidden),
			strconv.Itoa(e.Absent)})
	}
	return answer, nil
}

// of says for whom a report is.
func (f *figures) of(who *principal, asked *api.ReportRequest) (*reports.Asked, error) {
	of := &reports.Asked{User: who.user()}
	return of, readID("owner", asked.Owner, &of.Owner)
}

// within says for whom a report is, and over which period. All that is wrong comes at once.
func (f *figures) within(who *principal, asked *api.PeriodRequest, usual reports.Period) (*reports.Asked, error) {
	of, wrong := f.of(who, &asked.ReportRequest)
	period, err := periodOf(asked.From, asked.To, usual)
	if err := errors.Join(wrong, err); err != nil {
		return nil, err
	}
	of.Period = period
	return of, nil
}

// periodOf reads the first and the last day of a period; either may be left out.
func periodOf(from, to string, usual reports.Period) (reports.Period, error) {
	period := usual
	if err := errors.Join(readDay("from", from, &period.From), readDay("to", to, &period.To)); err != nil {
		return period, err
	}
	switch days := period.To.Sub(period.From) / (24 * time.Hour); {
	case days < 0:
		return period, crm.Invalid("to", "must not be before from")
	case days > maxReportDays:
		return period, crm.Invalid("from", "must be at most ten years before to")
	}
	return period, nil
}

func day(at time.Time) string { return at.Format(time.DateOnly) }

// names are those of the caller's brokerage, for spreadsheets.
func (f *figures) names(ctx context.Context, who *principal) (map[crm.ID]string, error) {
	users, err := f.store.Users(ctx, who.user().Broker)
	names := make(map[crm.ID]string, len(users))
	for _, user := range users {
		names[user.ID] = harmless(user.Name)
	}
	return names, err
}

func numbers(all ...int) []string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.Itoa(n)
	}
	return texts
}

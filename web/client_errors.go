package web

import (
	"context"
	"log/slog"
	"regexp"

	"roomkey/web/api"
)

// maxReport bounds what clients may report, in bytes.
const maxReport = 16 << 10

// errorKind, errorPlace and appVersion are what of a report may be logged: nothing that could hold a field's value.
var (
	errorKind  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]{0,59}$`)
	errorPlace = regexp.MustCompile(`/assets/[A-Za-z0-9_.-]{1,80}\.js:[0-9]{1,7}:[0-9]{1,7}`)
	appVersion = regexp.MustCompile(`^[A-Za-z0-9_.+-]{1,40}$`)
)

// clientErrors takes reports of errors that browsers met.
type clientErrors struct {
	metrics *Metrics
	log     *slog.Logger
}

// report logs an error's class, its places in our own scripts and the app's version. Messages and stacks may quote what
// a user typed: the rest is dropped.
func (e *clientErrors) report(_ context.Context, who *principal, report *api.ClientErrorRequest) (*api.Empty, error) {
	e.metrics.reports.Inc()
	e.log.Warn("client error", "user", who.user().ID, "kind", onlyIf(errorKind, report.Name), "version",
		onlyIf(appVersion, report.Version),
		"places", errorPlace.FindAllString(report.Stack, 5))
	return nil, nil
}

func onlyIf(pattern *regexp.Regexp, text string) string {
	if pattern.MatchString(text) {
		return text
	}
	return ""
}

package web

import (
	"context"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// Bounds of what clients may report.
const (
	reportsPerMinute = 10 // per user
	maxReport        = 16 << 10
)

// errorKind, errorPlace and appVersion are what of a report may be logged: nothing that could hold a field's value.
var (
	errorKind  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]{0,59}$`)
	errorPlace = regexp.MustCompile(`/assets/[A-Za-z0-9_.-]{1,80}\.js:[0-9]{1,7}:[0-9]{1,7}`)
	appVersion = regexp.MustCompile(`^[A-Za-z0-9_.+-]{1,40}$`)
)

// clientErrors takes the report of an error that a browser met. Messages and stacks may quote what a user typed, so only
// the error's class, its places in our own scripts and the app's version are logged; the rest is dropped.
func (s *Server) clientErrors(_ context.Context, c *call) error {
	if err := s.byReporter.take(c.user().ID.String()); err != nil {
		return err
	}
	body, err := c.body(fiber.MIMEApplicationJSON)
	if err != nil {
		return err
	}
	if len(body) > maxReport {
		return crm.Errorf(crm.CodeTooLarge, "a report has at most %d bytes", maxReport)
	}
	report, err := decode[struct {
		Name    string `json:"name"`
		Message string `json:"message"`
		Stack   string `json:"stack"`
		URL     string `json:"url"`
		Version string `json:"version"`
	}](body)
	if err != nil {
		return err
	}
	s.metrics.reports.Inc()
	s.log.Warn("client error", "user", c.user().ID, "kind", onlyIf(errorKind, report.Name), "version", onlyIf(appVersion, report.Version),
		"places", errorPlace.FindAllString(report.Stack, 5))
	return c.nothing()
}

func onlyIf(pattern *regexp.Regexp, text string) string {
	if pattern.MatchString(text) {
		return text
	}
	return ""
}

package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/web/api"
)

const problemType = "application/problem+json"

// statuses is the one place where a code becomes an HTTP status.
var statuses = map[crm.Code]int{
	crm.CodeInvalid:         http.StatusBadRequest,
	crm.CodeUnauthenticated: http.StatusUnauthorized,
	crm.CodeForbidden:       http.StatusForbidden,
	crm.CodeNotFound:        http.StatusNotFound,
	crm.CodeConflict:        http.StatusConflict,
	crm.CodeStale:           http.StatusPreconditionFailed,
	crm.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	crm.CodeRateLimited:     http.StatusTooManyRequests,
	crm.CodeUnavailable:     http.StatusServiceUnavailable,
	crm.CodeInternal:        http.StatusInternalServerError,
}

// fiberCodes says which code the errors of Fiber and fasthttp have; the others are the client's fault (invalid) or
// ours.
var fiberCodes = map[int]crm.Code{
	http.StatusUnauthorized:          crm.CodeUnauthenticated,
	http.StatusForbidden:             crm.CodeForbidden,
	http.StatusNotFound:              crm.CodeNotFound,
	http.StatusRequestEntityTooLarge: crm.CodeTooLarge,
	http.StatusTooManyRequests:       crm.CodeRateLimited,
	http.StatusServiceUnavailable:    crm.CodeUnavailable,
}

// errNoRoute answers for an address that nothing serves.
var errNoRoute = crm.Errorf(crm.CodeNotFound, "there is nothing at this address")

// errUnauthenticated answers for a missing, wrong, expired or revoked credential: the same for all of them.
var errUnauthenticated = crm.Errorf(crm.CodeUnauthenticated, "sign in first, or again")

// limited is a refusal for now; the answer carries Retry-After.
type limited struct {
	err   *crm.Error
	after time.Duration
}

func (l *limited) Error() string { return l.err.Error() }
func (l *limited) Unwrap() error { return l.err }

// problemOf turns any error into what the client is told, and errors that are joined into all of them. Only a
// crm.Error's message is shown: the text of any other error may hold values, paths or queries.
func problemOf(err error) api.Problem {
	p := oneProblem(err)
	all := allErrors(err)
	if len(all) < 2 {
		return p
	}
	for _, one := range all[:min(len(all), maxFaults)] {
		var known *crm.Error
		if errors.As(one, &known) {
			p.Errors = append(p.Errors, api.Fault{Field: known.Field, Code: known.Code, Detail: known.Message})
		}
	}
	return p
}

func oneProblem(err error) api.Problem {
	var known *crm.Error
	var routed *fiber.Error
	var revoked *crm.Revoked
	p := api.Problem{Type: "about:blank", Code: crm.CodeInternal, Detail: "something went wrong here"}
	switch {
	case errors.Is(err, errLeft):
		p.Code, p.Detail, p.Status = crm.CodeUnavailable, errLeft.Message, statusLeft
	case errors.As(err, &known):
		p.Code, p.Detail, p.Field = known.Code, known.Message, known.Field
	case errors.As(err, &routed):
		p.Code = fiberCodes[routed.Code]
		if p.Code == "" {
			p.Code = crm.CodeInternal
			if routed.Code < 500 {
				p.Code = crm.CodeInvalid
			}
		}
		p.Status, p.Detail = routed.Code, http.StatusText(routed.Code)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p.Code, p.Detail = crm.CodeUnavailable, "this took too long; try again"
	}
	if errors.As(err, &revoked) {
		p.RevokedSession = &revoked.Session
	}
	if p.Status == 0 {
		p.Status = statuses[p.Code]
	}
	if p.Status == 0 {
		p.Code, p.Status = crm.CodeInternal, http.StatusInternalServerError
	}
	p.Title = http.StatusText(p.Status)
	return p
}

// retryAfter is a time as Retry-After has it, one second at least.
func retryAfter(after time.Duration) string {
	return strconv.FormatInt(max(int64((after+time.Second-1)/time.Second), 1), 10)
}

// problemBody is err as a client reads it.
func problemBody(err error) []byte {
	body, marshalErr := json.Marshal(problemOf(err))
	if marshalErr != nil { // texts and numbers always marshal
		return []byte(`{"status":500,"code":"internal"}`)
	}
	return body
}

// sendProblem writes err as the answer.
func sendProblem(c *fiber.Ctx, err error) {
	p := problemOf(err)
	var later *limited
	var refused *fair.Refused
	switch {
	case errors.As(err, &later):
		c.Set(fiber.HeaderRetryAfter, retryAfter(later.after))
	case errors.As(err, &refused):
		c.Set(fiber.HeaderRetryAfter, retryAfter(refused.After))
	case p.Code == crm.CodeUnavailable:
		c.Set(fiber.HeaderRetryAfter, "1")
	case p.Code == crm.CodeUnauthenticated:
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	if cookie := cookieOf(err); cookie != "" {
		c.Response().Header.Add(fiber.HeaderSetCookie, cookie)
	}
	c.Response().ResetBody()
	c.Status(p.Status).Response().SetBodyRaw(problemBody(err))
	c.Set(fiber.HeaderContentType, problemType)
	c.Set(fiber.HeaderCacheControl, "no-store")
}

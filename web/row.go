package web

import (
	"net/http"
	"regexp"
	"strings"

	"roomkey/crm"
)

// rights are what a route asks of the credential, before the handler asks [crm.User.May] of the record.
type rights string

// The rights, as the OpenAPI document's x-rights has them too.
const (
	open     rights = "open"     // nobody needs to be known
	reads    rights = "reads"    // any credential
	writes   rights = "writes"   // an access token, or a personal token with the scope write
	signedIn rights = "signedIn" // an access token: who signed in with a password
	// the broker role, by any credential for reading and one that may write for the rest
	brokerOnly rights = "brokerOnly"
)

// rateKind is what a route is throttled by, if it is.
type rateKind int

const (
	unlimited    rateKind = iota
	signInRate            // by account and by address: only the handler knows the account
	refreshRate           // by session, which the handler knows
	startRate             // by user
	reportRate            // by user
	settingRate           // by user
	calendarRate          // by user
)

// cookieUse is what a route does with the refresh cookie. Other sites' pages may call none that does anything.
type cookieUse int

const (
	noCookie    cookieUse = iota
	setsCookie            // a page must be ours
	readsCookie           // a page must be ours where it sends the cookie
)

// route is one row of the table: an address, who may call it, what answers, and within which bounds.
type route struct {
	method  string
	path    string // below /api/v1; {type} stands for each plural of the schema
	rights  rights
	summary string // what it does, for the OpenAPI document
	endpoint

	status  int        // of success; 0: 200, or 204 where the answer is empty
	media   string     // of an answer that is streamed
	body    int        // bytes of a body at most; 0: maxBody
	rate    rateKind   //
	cookie  cookieUse  //
	slow    bool       // may take minutes rather than seconds
	engine  bool       // has the engine work, though it only reads
	address bool       // who asks is known by a secret in the address, rather than by a credential
	secret  bool       // the answer holds a secret, and is never stored for its Idempotency-Key
	mayLose bool       // 204 where the caller may not read the record any more
	already bool       // 200 where what is to be made was made before
	fails   []crm.Code // besides those that follow from the rest: see codes

	kind *crm.RecordType // what {type} stands for
}

// apiPath is where the routes are.
const apiPath = "/api/v1"

// placeholder is a part of an address that stands for many.
var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// expand makes one route per record type of those that name {type}.
func expand(table []route) []route {
	var routes []route
	for _, r := range table {
		if !strings.Contains(r.path, "{type}") {
			routes = append(routes, r)
			continue
		}
		for _, kind := range crm.Types {
			typed := r
			typed.kind, typed.path = kind, strings.ReplaceAll(r.path, "{type}", kind.Plural)
			typed.summary = strings.NewReplacer("{one}", kind.Name, "{many}", kind.Plural).Replace(r.summary)
			routes = append(routes, typed)
		}
	}
	return routes
}

// pattern is the route's address as Fiber writes it.
func (r *route) pattern() string { return apiPath + placeholder.ReplaceAllString(r.path, ":$1") }

// idempotent says whether a request to the route is done once for its Idempotency-Key.
func (r *route) idempotent() bool {
	return r.method != http.MethodGet && (r.rights == writes || r.rights == signedIn || r.rights == brokerOnly)
}

// work is what the route gives the server to do.
func (r *route) work() workKind {
	switch {
	case r.rights == open && !r.address:
		return noWork
	case r.engine:
		return pastWork
	case r.method != http.MethodGet && r.rights != reads:
		return editWork
	}
	return readWork
}

// work is what a request to the route gives the server to do.
func (c *call) work(r *route) workKind {
	if kind := r.work(); kind != editWork || r.slow || len(c.fiber.Request().Body()) < largeBody {
		return kind
	}
	return largeWork
}

// streams says whether the answer is still written after the handler has returned.
func (r *route) streams() bool { return r.out.stream != nil }

// takesBody says whether the route reads the request's body.
func (r *route) takesBody() bool { return r.in.body != nil || r.in.form != nil || r.in.raw != nil }

// codes are the failures of the client's that a call of the route may answer with.
func (r *route) codes() []crm.Code {
	var codes []crm.Code
	add := func(when bool, code crm.Code) {
		if when {
			codes = append(codes, code)
		}
	}
	add(r.takesBody() || r.in.strict || r.idempotent(), crm.CodeInvalid)
	add(r.rights != open || r.cookie != noCookie, crm.CodeUnauthenticated)
	add(r.rights != open && r.rights != reads || r.cookie != noCookie, crm.CodeForbidden)
	add(len(r.in.path) > 0, crm.CodeNotFound)
	add(r.idempotent(), crm.CodeConflict)
	add(len(r.in.header) > 0, crm.CodeStale)
	add(r.takesBody() || r.method != http.MethodGet, crm.CodeTooLarge)
	add(r.rate != unlimited || r.work() != noWork, crm.CodeRateLimited)
	return append(codes, r.fails...)
}

// success is the status of an answer.
func (r *route) success() int {
	switch {
	case r.out.empty:
		return http.StatusNoContent
	case r.status != 0:
		return r.status
	}
	return http.StatusOK
}

package web

import (
	"net/http"

	"roomkey/crm"
)

// handlers are what answers, by subject.
type handlers struct {
	about       about
	signIns     signIns
	invited     invited
	credentials *credentialList
	tokens      brokerageTokens
	sessions    brokerageSessions
	auditView   auditView
	stats       adminStats
	connections liveConnections
	privacy     privacy
	people      people
	invitations invitations
	teams       teams
	brokerage   brokerage
	catalog     catalog
	document    document
	feeds       feeds
	preferences preferences
	calendars   calendars
	savedViews  savedViews
	webhooks    webhookList
	figures     figures
	reports     clientErrors
	records     records
	bulkEdits   bulkEdits
	bulkSync    bulkSync
	exports     exports
	tasks       *tasks
	files       files
	plugins     pluginList
}

// table is every route under /api/v1, a row for each: what it doesn't name answers 404. The OpenAPI document is made of
// the same rows, see Operations. To add a route, add its request and answer to package api, its handler to a subject
// above and its row here, and run go generate here and npm run api in web/client.
func table(h *handlers) []route {
	return concat(accountRoutes(h), memberRoutes(h), adminRoutes(h), settingRoutes(h), webhookRoutes(h),
		reportRoutes(h), catalogRoutes(h), taskRoutes(h), recordRoutes(h))
}

func concat(parts ...[]route) (all []route) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// accountRoutes are about people and their credentials.
func accountRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/about", rights: open, endpoint: answers(h.about.show),
			summary: "What anybody may know of this server"},
		{method: "POST", path: "/auth/login", rights: open, endpoint: answers(h.signIns.login), cookie: setsCookie,
			rate:    signInRate,
			summary: "Sign in; sets the refresh cookie"},
		{method: "POST", path: "/auth/refresh", rights: open, endpoint: answers(h.signIns.refresh), cookie: readsCookie,
			rate:    refreshRate,
			summary: "Trade the refresh cookie for a new one and an access token"},
		{method: "POST", path: "/auth/logout", rights: open, endpoint: answers(h.signIns.logout), cookie: readsCookie,
			fails:   []crm.Code{crm.CodeRateLimited},
			summary: "End the session of the refresh cookie"},
		{method: "POST", path: "/auth/invitation", rights: open, endpoint: answers(h.invited.read), rate: signInRate,
			fails:   []crm.Code{crm.CodeNotFound},
			summary: "What the link of an invitation invites to"},
		{method: "POST", path: "/auth/invitation/accept", rights: open, endpoint: answers(h.invited.accept),
			cookie: setsCookie, rate: signInRate, fails: []crm.Code{crm.CodeNotFound, crm.CodeConflict},
			summary: "Make the account that a link invites to, and sign in; the link is used up"},
		{method: "GET", path: "/me", rights: reads, endpoint: answers(h.signIns.me), summary: "Who asks"},
		{method: "PATCH", path: "/me", rights: signedIn, endpoint: answers(h.people.patchSelf), rate: signInRate,
			summary: "Change one's own name or password; a new password ends every sign-in and personal token"},

		{method: "GET", path: "/tokens", rights: reads, endpoint: answers(h.credentials.tokens),
			summary: "One's own personal tokens"},
		{method: "POST", path: "/tokens", rights: signedIn, endpoint: answers(h.credentials.createToken),
			status: http.StatusCreated,
			secret: true, summary: "Make a personal token, for stock clients and scripts"},
		{method: "DELETE", path: "/tokens/{id}", rights: signedIn, endpoint: answers(h.credentials.deleteToken),
			summary: "Revoke a personal token, and close the sockets that came by it"},
		{method: "GET", path: "/sessions", rights: reads, endpoint: answers(h.credentials.sessions),
			summary: "Where one is signed in, and with expired=true where one was"},
		{method: "DELETE", path: "/sessions", rights: signedIn, endpoint: answers(h.credentials.deleteSessions),
			summary: "Sign all of one's devices out but this one; they delete what they hold when next online"},
		{method: "DELETE", path: "/sessions/{id}", rights: signedIn, endpoint: answers(h.credentials.deleteSession),
			summary: "Sign a device out; it deletes what it holds when it is next online"},
	}
}

// memberRoutes are about who is in a brokerage, and in which teams.
func memberRoutes(h *handlers) []route {
	taken := []crm.Code{crm.CodeConflict}
	return []route{
		{method: "GET", path: "/users", rights: brokerOnly, endpoint: answers(h.people.list),
			summary: "Everybody in the brokerage"},
		{method: "POST", path: "/users", rights: brokerOnly, endpoint: answers(h.people.create),
			status: http.StatusCreated, fails: taken, secret: true, summary: "Add a user"},
		{method: "GET", path: "/users/{id}", rights: brokerOnly, endpoint: answers(h.people.get), summary: "A user"},
		{method: "PATCH", path: "/users/{id}", rights: brokerOnly, endpoint: answers(h.people.patch),
			summary: "Change what is given of a user"},
		{method: "DELETE", path: "/users/{id}", rights: brokerOnly, endpoint: answers(h.people.remove),
			summary: "Disable a user: sockets are closed, devices told to wipe"},
		{method: "GET", path: "/invitations", rights: brokerOnly, endpoint: answers(h.invitations.list),
			summary: "Who is invited to the brokerage and has not accepted, the newest first"},
		{method: "POST", path: "/invitations", rights: brokerOnly, endpoint: answers(h.invitations.create),
			status: http.StatusCreated, fails: taken, rate: settingRate, secret: true,
			summary: "Invite an address: the answer shows the link, once, for the caller to send"},
		{method: "POST", path: "/invitations/{id}/renew", rights: brokerOnly, endpoint: answers(h.invitations.renew),
			fails: taken, rate: settingRate, secret: true,
			summary: "Give an invitation a new link; the one before ends"},
		{method: "DELETE", path: "/invitations/{id}", rights: brokerOnly, endpoint: answers(h.invitations.withdraw),
			summary: "Withdraw an invitation"},
		{method: "GET", path: "/teams", rights: brokerOnly, endpoint: answers(h.teams.list),
			summary: "The brokerage's teams"},
		{method: "POST", path: "/teams", rights: brokerOnly, endpoint: answers(h.teams.create),
			status: http.StatusCreated, fails: taken, summary: "Add a team"},
		{method: "GET", path: "/teams/{id}", rights: brokerOnly, endpoint: answers(h.teams.get), summary: "A team"},
		{method: "PATCH", path: "/teams/{id}", rights: brokerOnly, endpoint: answers(h.teams.patch),
			summary: "Rename a team"},
		{method: "DELETE", path: "/teams/{id}", rights: brokerOnly, endpoint: answers(h.teams.remove),
			summary: "Remove a team; its records stay with their owners and the broker role"},
		{method: "GET", path: "/brokerage", rights: reads, endpoint: answers(h.brokerage.show),
			summary: "What one's brokerage has set for everybody in it"},
		{method: "PATCH", path: "/brokerage", rights: brokerOnly, endpoint: answers(h.brokerage.patch),
			rate: settingRate, summary: "Change what is given of it"},
		{method: "GET", path: "/people", rights: reads, endpoint: answers(h.people.names),
			summary: "The names of one's brokerage"},
	}
}

// adminRoutes are for who looks after a brokerage.
func adminRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/admin/tokens", rights: brokerOnly, endpoint: answers(h.tokens.list),
			summary: "Everybody's personal tokens, the newest first"},
		{method: "DELETE", path: "/admin/tokens/{id}", rights: brokerOnly, endpoint: answers(h.tokens.revoke),
			summary: "Revoke anybody's personal token, and close the sockets that came by it"},
		{method: "GET", path: "/admin/sessions", rights: brokerOnly, endpoint: answers(h.sessions.list),
			summary: "Where everybody is signed in, the newest first, and with expired=true where they were"},
		{method: "DELETE", path: "/admin/sessions/{id}", rights: brokerOnly, endpoint: answers(h.sessions.end),
			summary: "Sign a device of anybody out; it deletes what it holds when it is next online"},
		{method: "GET", path: "/admin/stats", rights: brokerOnly, endpoint: answers(h.stats.show),
			summary: "What the server did in the last hour or day, the brokerage's tasks, and what is out of order"},
		{method: "GET", path: "/admin/connections", rights: brokerOnly, endpoint: answers(h.connections.list),
			summary: "The brokerage's live connections, the newest first: who, on which device, since when"},
		{method: "GET", path: "/privacy/export", rights: brokerOnly, endpoint: answers(h.privacy.export), slow: true,
			fails:   []crm.Code{crm.CodeNotFound},
			summary: "All that is kept about a person: a record, its history, what names it, who did what to it"},
		{method: "POST", path: "/privacy/erase", rights: brokerOnly, endpoint: answers(h.privacy.erase), slow: true,
			fails:   []crm.Code{crm.CodeNotFound},
			summary: "Erase a record for ever, with its history and its traces; a conflict while it is held"},
		{method: "GET", path: "/privacy/hold", rights: brokerOnly, endpoint: answers(h.privacy.holds),
			summary: "The records that must not be erased"},
		{method: "POST", path: "/privacy/hold", rights: brokerOnly, endpoint: answers(h.privacy.hold),
			fails:   []crm.Code{crm.CodeNotFound},
			summary: "Keep a record from being erased, or release it"},
		{method: "GET", path: "/admin/audit", rights: brokerOnly, endpoint: answers(h.auditView.list),
			summary: "Who did what when in the brokerage and to its records, the newest first"},
	}
}

// settingRoutes are about what people set for themselves.
func settingRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/preferences", rights: reads, endpoint: answers(h.preferences.get),
			summary: "What the caller has set in the app, for all their devices"},
		{method: "PUT", path: "/preferences", rights: writes, endpoint: answers(h.preferences.put), body: maxSettings,
			rate:    settingRate,
			summary: "Replace what the caller has set in the app"},
		{method: "PATCH", path: "/preferences", rights: writes, endpoint: answers(h.preferences.patch),
			body: maxSettings, rate: settingRate,
			summary: "Set and remove some of what the caller has set in the app: null removes a name"},
		{method: "GET", path: "/calendar", rights: signedIn, endpoint: answers(h.calendars.get),
			summary: "Where the caller's calendar can be subscribed to"},
		{method: "POST", path: "/calendar", rights: signedIn, endpoint: answers(h.calendars.renew), secret: true,
			summary: "Give out the caller's calendar under a new address; the one before ends"},
		{method: "DELETE", path: "/calendar", rights: signedIn, endpoint: answers(h.calendars.end),
			summary: "Stop giving out the caller's calendar"},
		{method: "GET", path: "/calendar/{secret}.ics", rights: open, address: true,
			endpoint: answers(h.calendars.feed), media: "text/calendar; charset=utf-8", rate: calendarRate,
			summary: "The calendar of whoever gave out the address, as iCalendar (RFC 5545)"},
		{method: "GET", path: "/views", rights: reads, endpoint: answers(h.savedViews.list),
			summary: "The saved views of lists: one's own, and those that others share"},
		{method: "PUT", path: "/views", rights: writes, endpoint: answers(h.savedViews.put),
			fails: []crm.Code{crm.CodeConflict}, rate: settingRate,
			summary: "Replace one's own saved views; agents share with their teams, leads and brokers with everybody"},
		{method: "DELETE", path: "/views/{id}", rights: writes, endpoint: answers(h.savedViews.remove),
			rate:    settingRate,
			summary: "Delete a saved view of one's own; the broker role deletes every shared one"},
	}
}

// webhookRoutes are about addresses that are told of events. Whoever leaves one behind is told of events for long, so
// it takes who signed in with a password to make or change one.
func webhookRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/webhooks", rights: reads, endpoint: answers(h.webhooks.list),
			summary: "One's own webhooks, or all of the brokerage for the broker role, and the events to ask for"},
		{method: "POST", path: "/webhooks", rights: signedIn, endpoint: answers(h.webhooks.create),
			status: http.StatusCreated, rate: settingRate, secret: true,
			summary: "Have an address told of events, signed by the scheme of Standard Webhooks"},
		{method: "GET", path: "/webhooks/{id}", rights: reads, endpoint: answers(h.webhooks.get), summary: "A webhook"},
		{method: "PATCH", path: "/webhooks/{id}", rights: signedIn, endpoint: answers(h.webhooks.patch),
			rate:    settingRate,
			summary: "Change a webhook of one's own, or pause it; the broker role pauses anybody's"},
		{method: "DELETE", path: "/webhooks/{id}", rights: signedIn, endpoint: answers(h.webhooks.remove),
			summary: "Delete a webhook with its log; the broker role deletes anybody's"},
		{method: "POST", path: "/webhooks/{id}/rotate", rights: signedIn, endpoint: answers(h.webhooks.rotate),
			rate: settingRate, secret: true,
			summary: "Give a webhook of one's own a new secret; for a day the one before signs too"},
		{method: "POST", path: "/webhooks/{id}/test", rights: signedIn, endpoint: answers(h.webhooks.test),
			status: http.StatusCreated, rate: settingRate,
			summary: "Send a test to a webhook of one's own, once"},
		{method: "GET", path: "/webhooks/{id}/deliveries", rights: reads, endpoint: answers(h.webhooks.deliveries),
			summary: "What was sent to a webhook and how it was answered, the newest first"},
		{method: "POST", path: "/webhooks/{id}/deliveries/{delivery}/redeliver", rights: signedIn,
			endpoint: answers(h.webhooks.redeliver), rate: settingRate,
			summary: "Send a delivery of a webhook of one's own again"},
	}
}

// reportRoutes count records: agents' own, of leads their teams', and all for the broker role.
func reportRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/reports/pipeline", rights: reads, endpoint: answers(h.figures.pipeline),
			summary: "Leads, listings and escrows by status, with sums"},
		{method: "GET", path: "/reports/forecast", rights: reads, endpoint: answers(h.figures.forecast),
			summary: "What open escrows will come to, by month and agent"},
		{method: "GET", path: "/reports/sources", rights: reads, endpoint: answers(h.figures.sources),
			summary: "What became of leads, by their source"},
		{method: "GET", path: "/reports/responses", rights: reads, endpoint: answers(h.figures.responses),
			summary: "How fast agents answer leads"},
		{method: "GET", path: "/reports/gci", rights: reads, endpoint: answers(h.figures.commission),
			summary: "What closed escrows came to, by month and agent"},
	}
}

// catalogRoutes are about what there is, and what happened.
func catalogRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/schema", rights: reads, endpoint: answers(h.catalog.schema),
			summary: "The record types and their fields, which drive forms and CSV mapping"},
		{method: "GET", path: "/openapi.json", rights: open, endpoint: answers(h.document.show),
			summary: "This document"},
		{method: "GET", path: "/catalog", rights: reads, endpoint: answers(h.catalog.changes),
			summary: "Every record that the caller may read and that changed since the cursor, " +
				"and the ids of those lost"},
		{method: "POST", path: "/sync/bulk", rights: reads, endpoint: answers(h.bulkSync.missing), body: maxBulkBody,
			media:   "application/cbor-seq",
			summary: "Whatever is missing of documents, as a CBOR sequence of {documentId, heads, chunk}"},
		{method: "GET", path: "/activity", rights: reads, endpoint: answers(h.feeds.activity),
			summary: "What happened lately to records that the caller may read, the newest first"},
		{method: "GET", path: "/notifications", rights: reads, endpoint: answers(h.feeds.notifications),
			summary: "What the caller was told, the newest first"},
		{method: "POST", path: "/notifications/read", rights: writes, endpoint: answers(h.feeds.markRead),
			summary: "Mark some notifications as read, or all where none are named"},
		{method: "POST", path: "/client-errors", rights: reads, endpoint: answers(h.reports.report), rate: reportRate,
			body:    maxReport,
			summary: "Report an error that a browser met"},
	}
}

// taskRoutes are about plugins and what they do.
func taskRoutes(h *handlers) []route {
	return []route{
		{method: "GET", path: "/workflows", rights: reads, endpoint: answers(h.tasks.workflows),
			summary: "What the caller may run, with the JSON Schema of its input"},
		{method: "GET", path: "/tasks", rights: reads, endpoint: answers(h.tasks.list),
			summary: "The tasks that the caller may see, the newest first, without what they put out and propose: " +
				"those of all regions that answer"},
		{method: "POST", path: "/tasks", rights: writes, endpoint: answers(h.tasks.start), status: http.StatusCreated,
			rate: startRate, body: maxBulkBody, fails: []crm.Code{crm.CodeNotFound}, summary: "Run a workflow"},
		{method: "GET", path: "/tasks/{id}", rights: reads, endpoint: answers(h.tasks.get),
			summary: "A task with its steps and proposals"},
		{method: "POST", path: "/tasks/{id}/cancel", rights: writes, endpoint: answers(h.tasks.cancel),
			summary: "Stop a task; what it has applied stays, " +
				"and what it had proposed by its last checkpoint waits for a decision"},
		{method: "POST", path: "/tasks/{id}/retry", rights: writes, endpoint: answers(h.tasks.retry), rate: startRate,
			summary: "Let a failed or cancelled task go on at its first unfinished step; " +
				"a conflict where its input is not kept any more"},
		{method: "POST", path: "/tasks/{id}/accept", rights: writes, endpoint: answers(h.tasks.accept), slow: true,
			summary: "Apply what a task proposes: all of it, some records or some fields; " +
				"what people have changed since is skipped unless its field is named"},
		{method: "POST", path: "/tasks/{id}/reject", rights: writes, endpoint: answers(h.tasks.reject), slow: true,
			summary: "Drop what a task proposes, or some of it"},
		{method: "POST", path: "/tasks/{id}/undo", rights: writes, endpoint: answers(h.tasks.undo), slow: true,
			summary: "Take back what was accepted, but for what people have changed since"},

		{method: "POST", path: "/files", rights: writes, endpoint: answers(h.files.send), status: http.StatusCreated,
			rate: startRate, body: maxFile + maxOpenBody,
			summary: "Send a file for one's own tasks to read: a form with the file file, of 8 MiB at most; " +
				"it is kept for a day"},
		{method: "DELETE", path: "/files/{id}", rights: writes, endpoint: answers(h.files.remove),
			summary: "Delete a file that one has sent"},

		{method: "GET", path: "/plugins", rights: brokerOnly, endpoint: answers(h.plugins.list),
			summary: "What the brokerage has installed"},
		{method: "POST", path: "/plugins", rights: brokerOnly, endpoint: answers(h.plugins.install),
			status: http.StatusCreated, body: maxBulkBody, slow: true,
			summary: "Install a package: a form with the file package, and unsigned=true where nobody has signed it"},
		{method: "DELETE", path: "/plugins/{id}", rights: brokerOnly, endpoint: answers(h.plugins.remove),
			summary: "Remove a plugin"},
		{method: "GET", path: "/plugins/{id}/logs", rights: brokerOnly, endpoint: answers(h.plugins.logs),
			summary: "What a plugin's program wrote in runs that failed, the newest first, to who installed the " +
				"plugin: at most 20 of the last 14 days"},
		{method: "POST", path: "/plugins/{id}/grants", rights: brokerOnly, endpoint: answers(h.plugins.grant),
			summary: "Say what a plugin may do from now on; it also lets a suspended one go on"},
	}
}

// recordRoutes are about records. In a row with {type}, {one} and {many} stand for the type's name.
func recordRoutes(h *handlers) []route {
	return []route{
		{method: "POST", path: "/bulk", rights: writes, endpoint: answers(h.bulkEdits.patch), slow: true,
			summary: "One merge patch over many records, each for itself; undo takes all of it back once"},
		{method: "POST", path: "/undo/{token}", rights: writes, endpoint: answers(h.bulkEdits.undo), slow: true,
			summary: "Take a bulk edit back, but for what was changed since"},
		{method: "GET", path: "/export/{type}.csv", rights: reads, endpoint: answers(h.exports.csv),
			media:   "text/csv; charset=utf-8",
			summary: "Every {one} that the caller may read, as CSV (RFC 4180)"},

		{method: "GET", path: "/search", rights: reads, endpoint: answers(h.records.search),
			summary: "The records of all types that a person means by what they typed, the best found first"},

		{method: "GET", path: "/{type}", rights: reads,
			endpoint: answersOr(h.records.list, h.records.listFaults), summary: "A page of {many}"},
		{method: "POST", path: "/{type}", rights: writes, endpoint: answers(h.records.create),
			status:  http.StatusCreated,
			already: true, summary: "Make one of the caller's own; by an id that the client made, once"},
		{method: "GET", path: "/{type}/{id}", rights: reads, endpoint: answers(h.records.get), summary: "One {one}"},
		{method: "PATCH", path: "/{type}/{id}", rights: writes, endpoint: answers(h.records.patch),
			summary: "A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place"},
		{method: "DELETE", path: "/{type}/{id}", rights: writes, endpoint: answers(h.records.remove),
			summary: "Delete it, until it is restored"},
		{method: "POST", path: "/{type}/{id}/archive", rights: writes, endpoint: answers(h.records.archive),
			summary: "Take it out of lists"},
		{method: "POST", path: "/{type}/{id}/restore", rights: writes, endpoint: answers(h.records.restore),
			summary: "Bring an archived or deleted one back"},
		{method: "POST", path: "/{type}/{id}/transfer", rights: writes,
			endpoint: answers(h.records.transfer), mayLose: true,
			summary: "Give it another owner, team or visibility"},
		{method: "POST", path: "/{type}/{id}/renew", rights: writes, endpoint: answers(h.records.renew),
			fails:   []crm.Code{crm.CodeConflict},
			summary: "Give it new documents with the same content, because the history of its old ones is long"},
		{method: "GET", path: "/{type}/{id}/history", rights: reads, endpoint: answers(h.records.history),
			fails:   []crm.Code{crm.CodeInvalid},
			summary: "Who changed what when, the oldest first"},
		{method: "GET", path: "/{type}/{id}/at/{heads}", rights: reads, endpoint: answers(h.records.at),
			engine: true, fails: []crm.Code{crm.CodeInvalid},
			summary: "As it was at heads, which have commas between them"},
		{method: "POST", path: "/{type}/{id}/revert", rights: writes, endpoint: answers(h.records.revert),
			summary: "Make the fields again what they were at heads"},
		{method: "POST", path: "/{type}/{id}/notes", rights: writes, endpoint: answers(h.records.note),
			status:  http.StatusCreated,
			summary: "Add a note"},
		{method: "PATCH", path: "/{type}/{id}/notes/{note}", rights: writes, endpoint: answers(h.records.editNote),
			summary: "Change a note of the caller's"},
		{method: "DELETE", path: "/{type}/{id}/notes/{note}", rights: writes, endpoint: answers(h.records.deleteNote),
			summary: "Delete a note of the caller's; the broker role deletes anybody's"},
	}
}

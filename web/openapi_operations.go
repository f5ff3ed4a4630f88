package web

import (
	"net/http"

	"roomkey/crm"
)

func asks(name, description string, value schema) schema {
	return schema{"name": name, "in": "query", "description": description, "schema": value}
}

func limitQuery(usual, most int) schema {
	return asks("limit", "", schema{"type": "integer", "minimum": 1, "maximum": most, "default": usual})
}

// operations describes the routes that are not of one record type, by method and path as the table of routes has them.
func operations() map[string]operation {
	id, name := reference("ID"), schema{"type": "string", "minLength": 1, "maxLength": maxName}
	password := schema{"type": "string", "minLength": 1, "maxLength": MaxPassword}
	results := schema{"failed": listOf(reference("Failure"))}
	return map[string]operation{
		"POST /auth/login": {summary: "Sign in; sets the refresh cookie", body: object(schema{"email": textSchema, "password": password}),
			answer: reference("SignIn")},
		"POST /auth/refresh": {summary: "Trade the refresh cookie for a new one and an access token", answer: reference("SignIn")},
		"POST /auth/logout":  {summary: "End the session of the refresh cookie"},
		"GET /me":            {summary: "Who asks", answer: reference("User")},

		"GET /tokens": {summary: "One's own personal tokens", answer: page(reference("Token"), nil)},
		"POST /tokens": {summary: "Make a personal token, for stock clients and scripts", status: http.StatusCreated, answer: reference("Token"),
			body: object(schema{"name": name, "scope": oneOf(scopeRead, scopeWrite), "expiresAt?": orNull(timeSchema)})},
		"DELETE /tokens/{id}": {summary: "Revoke a personal token, and close the sockets that came by it"},
		"GET /sessions": {summary: "Where one is signed in", answer: page(object(schema{"id": id, "device": textSchema, "createdAt": timeSchema,
			"usedAt": timeSchema, "expiresAt": timeSchema, "current": flagSchema}), nil)},
		"DELETE /sessions/{id}": {summary: "Sign a device out"},
		"GET /schema": {summary: "The record types and their fields, which drive forms and CSV mapping",
			answer: object(schema{"types": listOf(schema{"type": "object"})})},
		"GET /openapi.json": {summary: "This document", answer: schema{"type": "object"}},

		"GET /users": {summary: "Everybody in the brokerage", answer: page(reference("User"), nil)},
		"POST /users": {summary: "Add a user", status: http.StatusCreated, answer: reference("User"),
			body: object(schema{"email": textSchema, "name": name, "role": roles(), "teams?": orNull(listOf(id)), "password?": orNull(password)})},
		"GET /users/{id}": {summary: "A user", answer: reference("User")},
		"PATCH /users/{id}": {summary: "Change what is given of a user", answer: reference("User"),
			body: object(schema{"name?": orNull(name), "role?": orNull(roles()), "teams?": orNull(listOf(id)), "disabled?": orNull(flagSchema), "password?": orNull(password)})},
		"DELETE /users/{id}": {summary: "Disable a user: sockets are closed, devices told to wipe"},
		"GET /teams":         {summary: "The brokerage's teams", answer: page(reference("Team"), nil)},
		"POST /teams":        {summary: "Add a team", status: http.StatusCreated, body: object(schema{"name": name}), answer: reference("Team")},
		"GET /teams/{id}":    {summary: "A team", answer: reference("Team")},
		"PATCH /teams/{id}":  {summary: "Rename a team", body: object(schema{"name?": orNull(name)}), answer: reference("Team")},
		"DELETE /teams/{id}": {summary: "Remove a team; its records stay with their owners and the broker role"},
		"GET /people":        {summary: "The names of one's brokerage", answer: page(object(schema{"id": id, "name": textSchema}), nil)},

		"GET /catalog": {summary: "Every record that the caller may read and that changed since the cursor, and the ids of those lost",
			query:  []schema{asks("after", "The next of an earlier answer; none: from the beginning.", textSchema), limitQuery(defaultLimit, maxCatalog)},
			answer: page(reference("Record"), schema{"gone": listOf(id), "next": textSchema})},
		"POST /sync/bulk": {summary: "Whatever is missing of documents: a CBOR map of document ids to the heads that the client has gives a CBOR sequence of " +
			"{documentId, heads, chunk}; an empty map means all that the caller may read", takes: cborType, gives: cborSequenceType},
		"GET /activity": {summary: "What happened lately to records that the caller may read, the newest first", query: []schema{limitQuery(defaultActivity, maxLimit)},
			answer: page(object(schema{"at": timeSchema, "user": reference("MaybeID"), "action": textSchema, "record": reference("MaybeID"), "field?": reference("Pointer"),
				"reason?": textSchema}), nil)},
		"GET /notifications": {summary: "What the caller was told, the newest first", query: []schema{limitQuery(defaultLimit, maxLimit)},
			answer: page(object(schema{"id": id, "at": timeSchema, "read": flagSchema, "kind": textSchema, "record": reference("MaybeID"), "by": reference("MaybeID"),
				"data?": schema{"type": "object"}}), nil)},
		"POST /notifications/read": {summary: "Mark some notifications as read, or all where none are named",
			body: object(schema{"ids?": orNull(schema{"type": "array", "items": id, "maxItems": maxMarked})})},
		"POST /client-errors": {summary: "Report an error that a browser met",
			body: object(schema{"name?": textSchema, "message?": textSchema, "stack?": textSchema, "url?": textSchema, "version?": textSchema})},
		"POST /bulk": {summary: "One merge patch over many records, each for itself; undo takes all of it back once",
			body: object(schema{"type": textSchema, "ids": schema{"type": "array", "items": id, "minItems": 1},
				"patch": object(schema{"fields?": schema{"type": []string{"object", "null"}}, "private?": schema{"type": []string{"object", "null"}}})}),
			answer: page(reference("Record"), schema{"failed": results["failed"], "undo": textSchema})},
		"POST /undo/{token}": {summary: "Take a bulk edit back, but for what was changed since", answer: page(reference("Record"), results)},
	}
}

// recordOperations describes the routes of one record type.
func recordOperations(kind *crm.RecordType) map[string]operation {
	record, heads := reference(title(kind)), schema{"type": "array", "items": reference("Hash"), "minItems": 1, "maxItems": maxHeads}
	fields, private := reference(title(kind)+"FieldsPatch"), reference(title(kind)+"PrivatePatch")
	return map[string]operation{
		"GET /export/{type}.csv": {summary: "Every " + kind.Name + " that the caller may read, as CSV (RFC 4180)", gives: "text/csv"},
		"GET /{type}": {summary: "A page of " + kind.Plural, query: []schema{
			asks("q", "Full text.", schema{"type": "string", "maxLength": maxQuery}),
			{"name": "filter", "in": "query", "style": "deepObject", "explode": true, "schema": schema{"type": "object"},
				"description": "filter[field]=value, or filter[field][operator]=value with eq, ne, gt, gte, lt or lte."},
			asks("sort", "A field; with - before it, downwards.", schema{"type": "string", "examples": []string{"-updatedAt"}}),
			asks("archived", "Archived ones, and only those.", flagSchema),
			asks("cursor", "The next of an earlier answer to the same query.", textSchema),
			limitQuery(defaultLimit, maxLimit),
		}, answer: page(record, schema{"next": orNull(textSchema), "total": schema{"type": "integer", "minimum": 0}})},
		"POST /{type}": {summary: "Make one of the caller's own", status: http.StatusCreated, answer: record,
			body: object(schema{"fields": reference(title(kind) + "FieldsNew"), "private?": orNull(reference(title(kind) + "PrivateNew")), "visibility?": schema{"type": "string", "enum": append([]crm.Visibility{""}, crm.Visibilities...), "description": "team unless told."}})},
		"GET /{type}/{id}": {summary: "One " + kind.Name, answer: record},
		"PATCH /{type}/{id}": {summary: "A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place", answer: record,
			body: object(schema{"fields?": orNull(fields), "private?": orNull(private)})},
		"DELETE /{type}/{id}":       {summary: "Delete it, until it is restored"},
		"POST /{type}/{id}/archive": {summary: "Take it out of lists", answer: record},
		"POST /{type}/{id}/restore": {summary: "Bring an archived or deleted one back", answer: record},
		"POST /{type}/{id}/transfer": {summary: "Give it another owner, team or visibility", answer: record, mayLose: true,
			body: object(schema{"owner?": orNull(reference("ID")), "team?": orNull(reference("ID")), "visibility?": orNull(visibilities())})},
		"GET /{type}/{id}/history":    {summary: "Who changed what when, the oldest first", answer: page(reference("Change"), nil)},
		"GET /{type}/{id}/at/{heads}": {summary: "As it was at heads, which have commas between them", answer: record},
		"POST /{type}/{id}/revert":    {summary: "Make the fields again what they were at heads", answer: record, body: object(schema{"heads": heads})},
		"POST /{type}/{id}/notes": {summary: "Add a note", status: http.StatusCreated, answer: record,
			body: object(schema{"body": schema{"type": "string", "minLength": 1, "maxLength": crm.MaxTextBytes}, "mentions?": orNull(listOf(reference("ID")))})},
	}
}

// Package api states the shapes of the REST API, each once: a request and an answer for every route under /api/v1.
// Package web decodes into them and answers with them; the OpenAPI document is generated from them, their comments
// included, and the app's TypeScript types from that document.
//
// It refuses to do anything: there is no storage here, no HTTP and no rule about who may do what.
//
// Tags say where a field travels and what it may be:
//
//	path, query, formData   a part of the address, a parameter, a part of a form
//	json                    a member of the body; omitempty: it may be absent, a pointer without it: it may be null
//	header                  a header of the answer
//	nullable                a request may say null instead of leaving the member out
//	required                the member must be there: the handler refuses it, and names what is missing
//	trim                    white space around the text is dropped, and counts for no bound
//	legible                 a text that others are shown: it holds no controls, marks of direction and the like
//	minLength, maxLength    bytes of a text; minItems, maxItems, minimum, maximum, default, enum, format, pattern
//	same                    "true": the answer never changes
//	already                 "true" on a bool: where it is set, the status is 200 although the route says another
//	ref, list               a component of the document by name, or a list of it, where Go's type says too little;
//	                        "Record" stands for the type of record that the address names
//
// A route's request looks like this:
//
//	// TasksRequest asks for a page of tasks.
//	type TasksRequest struct {
//		Cursor string `query:"cursor"` // The next of an earlier answer.
//		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
//	}
package api

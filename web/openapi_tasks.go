package web

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// anySchema takes whatever a plugin's own schema says.
var anySchema = schema{}

// taskOperations describes the routes of tasks, workflows and plugins.
func taskOperations() map[string]operation {
	task := reference("Task")
	some := object(schema{"changes?": schema{"type": "array", "minItems": 1, "maxItems": maxPlaces,
		"items": object(schema{"record": reference("ID"), "pointer?": reference("Pointer")})}})
	left := schema{"skipped": listOf(object(schema{"record": reference("ID"), "pointer": reference("Pointer"), "reason": textSchema}))}
	return map[string]operation{
		"GET /workflows": {summary: "What the caller may run, with the JSON Schema of its input", answer: page(reference("Workflow"), nil)},
		"GET /tasks": {summary: "The tasks that the caller may see, the newest first, without what they put out and propose",
			query:  []schema{asks("cursor", "The next of an earlier answer.", textSchema), limitQuery(defaultLimit, maxLimit)},
			answer: page(task, schema{"next": orNull(textSchema)})},
		"POST /tasks": {summary: "Run a workflow", status: http.StatusCreated, answer: task,
			body: object(schema{"workflow": textSchema, "input?": anySchema, "room?": schema{"type": "string", "description": "Where its events are told; the caller's own room unless told."}})},
		"GET /tasks/{id}":         {summary: "A task with its steps and proposals", answer: task},
		"POST /tasks/{id}/cancel": {summary: "Stop a task; what it has applied stays, and what it had proposed by its last checkpoint waits for a decision", answer: task},
		"POST /tasks/{id}/retry":  {summary: "Let a failed or cancelled task go on at its first unfinished step; a conflict where its input is not kept any more", answer: task},
		"POST /tasks/{id}/accept": {summary: "Apply what a task proposes: all of it, some records or some fields; what people have changed since is skipped unless its field is named",
			body: some, answer: taskSchema(left)},
		"POST /tasks/{id}/reject": {summary: "Drop what a task proposes, or some of it", body: some, answer: task},
		"POST /tasks/{id}/undo": {summary: "Take back what was accepted, but for what people have changed since",
			answer: object(schema{"undone": listOf(object(schema{"record": reference("ID"), "pointer": reference("Pointer")})), "skipped": left["skipped"]})},

		"GET /plugins": {summary: "What the brokerage has installed", answer: page(reference("Plugin"), nil)},
		"POST /plugins": {summary: "Install a package: a form with the file package, and unsigned=true where nobody has signed it", takes: fiber.MIMEMultipartForm,
			status: http.StatusCreated, answer: reference("Plugin")},
		"DELETE /plugins/{id}": {summary: "Remove a plugin"},
		"POST /plugins/{id}/grants": {summary: "Say what a plugin may do from now on; it also lets a suspended one go on", body: object(schema{"capabilities": reference("Capabilities")}),
			answer: reference("Plugin")},
	}
}

// taskSchema is a task, with further members.
func taskSchema(more schema) schema {
	step := object(schema{"name": textSchema, "plugin": textSchema, "version": textSchema, "status": taskStatuses(), "attempt": schema{"type": "integer", "minimum": 0}, "output": anySchema})
	proposal := object(schema{"record": reference("ID"), "type": textSchema, "new": flagSchema, "step": textSchema, "status": textSchema,
		"changes":   schema{"type": "object", "description": "By JSON Pointer: before and after.", "additionalProperties": schema{"type": "array", "minItems": 2, "maxItems": 2}},
		"decisions": schema{"type": "object", "additionalProperties": textSchema}, "reasons?": schema{"type": "object", "additionalProperties": textSchema}})
	members := schema{"id": reference("ID"), "workflow": textSchema, "title": textSchema, "user": reference("ID"), "room": textSchema, "status": taskStatuses(),
		"progress": schema{"type": "integer", "minimum": 0, "maximum": 100}, "message": textSchema, "steps": listOf(step), "output": anySchema,
		"partial?": schema{"description": "What the step under way has told so far: as in its last event, and of streamed text all that was said, or the end of it."},
		"error":    orNull(object(schema{"code": textSchema, "message": textSchema})),
		"proposed": schema{"type": "integer", "minimum": 0}, "pending": schema{"type": "integer", "minimum": 0}, "proposals": listOf(proposal),
		"createdAt": timeSchema, "startedAt": orNull(timeSchema), "finishedAt": orNull(timeSchema)}
	for name, value := range more {
		members[name] = value
	}
	return object(members)
}

func taskStatuses() schema {
	return oneOf(string(crm.TaskQueued), string(crm.TaskRunning), string(crm.TaskReview), string(crm.TaskCompleted), string(crm.TaskFailed), string(crm.TaskCancelled))
}

// taskComponents are the schemas that taskOperations refers to.
func taskComponents() schema {
	words := listOf(textSchema)
	capabilities := object(schema{"records.read?": orNull(words), "records.propose?": orNull(words), "llm?": orNull(object(schema{"maxTokens": schema{"type": "integer", "minimum": 1}})),
		"http?": orNull(words), "secrets?": orNull(words)})
	return schema{
		"Task": taskSchema(nil),
		"Workflow": object(schema{"name": textSchema, "title": textSchema, "policy": oneOf(crm.PolicyReview, crm.PolicyApply), "input": schema{"type": "object"},
			"steps": listOf(object(schema{"name": textSchema, "title": textSchema, "plugin": textSchema}))}),
		"Capabilities": capabilities,
		"Plugin": object(schema{"id": textSchema, "version": textSchema, "runtime": textSchema, "bundled": flagSchema, "suspended": flagSchema, "damaged?": flagSchema, "reason?": textSchema, "signedBy?": textSchema,
			"digest": reference("Hash"), "steps": listOf(schema{"type": "object"}), "workflows": listOf(schema{"type": "object"}), "capabilities": reference("Capabilities"),
			"granted": reference("Capabilities"), "missing": reference("Capabilities"), "installedAt?": timeSchema, "installedBy?": reference("ID")}),
	}
}

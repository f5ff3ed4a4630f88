package wire

import (
	"encoding/json"
	"slices"
	"strings"

	"roomkey/crm"
)

// TaskAskSubject answers questions about the tasks that a region has.
func TaskAskSubject(region string) string { return root + "tasks." + region }

// TaskDecideSubject answers those that may take long: see crm.TaskAct.Slow.
func TaskDecideSubject(region string) string { return root + "tasks." + region + ".decide" }

// TaskRestSubject answers with the rest of an answer that was too long for one message.
func TaskRestSubject(region string) string { return root + "tasks." + region + ".rest" }

// TaskNowSubject answers with how tasks are now.
func TaskNowSubject(region string) string { return root + "tasks." + region + ".now" }

// Bounds of what regions say about tasks.
const (
	// TasksAtOnce is how many tasks a question or an answer names at most.
	TasksAtOnce = 500
	// MaxTaskEvent is the longest data of an event that is told, in bytes.
	MaxTaskEvent = 256 << 10
	// MaxTaskAnswer is the longest answer, in bytes, of all its parts.
	MaxTaskAnswer = maxAnswer
	maxTaskEvents = 8 // of one task in a message
	maxTaskText   = 1 << 10
	taskNewsBytes = 16 + 16 + 16 + 1 + 1 // that news of one task have at least
	tasksBytes    = 400 << 10            // of tasks in an answer, after which there is room for one more
)

// EncodeTaskNews writes events about a task; those that are too long, and all but the last eight, are left out, as if
// they were lost. lost: some before them were not sent.
func EncodeTaskNews(n *crm.TaskNews, lost bool) []byte {
	var e Encoder
	e.Flag(lost || len(eventsToTell(n)) < len(n.Events))
	e.taskNews(n)
	return e.Bytes
}

// eventsToTell are those that fit into a message.
func eventsToTell(n *crm.TaskNews) []crm.Event {
	events := slices.DeleteFunc(slices.Clone(n.Events), func(e crm.Event) bool { return len(e.Data) > MaxTaskEvent })
	return events[max(0, len(events)-maxTaskEvents):]
}

func (e *Encoder) taskNews(n *crm.TaskNews) {
	e.Fixed(n.Broker[:])
	e.Fixed(n.Task[:])
	e.Fixed(n.User[:])
	e.Number(n.Rows)
	events := eventsToTell(n)
	e.Number(uint64(len(events)))
	for i := range events {
		e.Text(string(events[i].Room))
		e.Text(events[i].Name)
		e.Data(events[i].Data)
	}
}

// DecodeTaskNews reads events about a task. Errors: invalid, also for what is no event about this task.
func DecodeTaskNews(payload []byte) (n crm.TaskNews, lost bool, err error) {
	d := Decode(payload)
	lost = d.Flag()
	n = d.taskNews()
	return n, lost, d.End()
}

func (d *Decoder) taskNews() crm.TaskNews {
	n := crm.TaskNews{Broker: d.ID(), Task: d.ID(), User: d.ID(), Rows: d.Number(maxNumber)}
	if n.Broker.IsZero() || n.Task.IsZero() || n.User.IsZero() {
		d.Fail()
	}
	for range d.Count(maxTaskEvents, 3) {
		event := crm.Event{Room: crm.Room(d.Text(maxRoom)), Name: d.Text(maxRoom), Data: d.Data(MaxTaskEvent)}
		var about struct{ Task crm.ID }
		if _, _, err := event.Room.Parse(); err != nil || !crm.IsTaskEvent(event.Name) ||
			json.Unmarshal(event.Data, &about) != nil || about.Task != n.Task {
			d.Fail()
			return n
		}
		n.Events = append(n.Events, event)
	}
	return n
}

// EncodeTaskQuestion writes a question; its brokerage is the message's, and body what stands for its own.
func EncodeTaskQuestion(q *crm.TaskQuestion, body []byte) []byte {
	var e Encoder
	e.Text(string(q.Act))
	e.Fixed(q.User[:])
	e.Fixed(q.Task[:])
	e.Number(q.Rows)
	e.Data(body)
	return e.Bytes
}

// DecodeTaskQuestion reads a question. Errors: invalid.
func DecodeTaskQuestion(payload []byte) (*crm.TaskQuestion, error) {
	d := Decode(payload)
	q := &crm.TaskQuestion{Act: crm.TaskAct(d.Text(maxName)), User: d.ID(), Task: d.ID(), Rows: d.Number(maxNumber),
		Body: d.Data(MaxPayload)}
	if !q.Act.Known() || q.User.IsZero() || q.Task.IsZero() != (q.Act == crm.TaskList) {
		d.Fail()
	}
	return q, d.End()
}

// TaskAnswer answers a TaskQuestion: by an error, or by the first part of an answer (DecodePart).
type TaskAnswer struct {
	Code           crm.Code // "": there is no error
	Field, Message string
	Key            uint64 // asks for the rest; 0: Part is all
	Part           []byte
}

// answerCodes are those that an answer may have.
var answerCodes = []crm.Code{"", crm.CodeInvalid, crm.CodeUnauthenticated, crm.CodeForbidden, crm.CodeNotFound,
	crm.CodeConflict, crm.CodeMoved, crm.CodeStale, crm.CodeTooLarge, crm.CodeRateLimited, crm.CodeUnavailable,
	crm.CodeInternal}

// EncodeTaskAnswer writes an answer. A code that others may not know is crm.CodeInternal there.
func EncodeTaskAnswer(a *TaskAnswer) []byte {
	var e Encoder
	code := a.Code
	if !slices.Contains(answerCodes, code) {
		code = crm.CodeInternal
	}
	e.Text(string(code))
	e.Text(shortened(a.Field))
	e.Text(shortened(a.Message))
	e.Number(a.Key)
	e.Data(a.Part)
	return e.Bytes
}

// DecodeTaskAnswer reads an answer. Errors: invalid.
func DecodeTaskAnswer(payload []byte) (*TaskAnswer, error) {
	d := Decode(payload)
	a := &TaskAnswer{Code: crm.Code(d.Text(maxName)), Field: d.Text(maxTaskText), Message: d.Text(maxTaskText),
		Key: d.Number(maxNumber), Part: d.Data(MaxPayload)}
	if !slices.Contains(answerCodes, a.Code) {
		d.Fail()
	}
	return a, d.End()
}

// shortened cuts a text between two characters.
func shortened(text string) string {
	if len(text) <= maxTaskText {
		return text
	}
	return strings.ToValidUTF8(text[:maxTaskText], "")
}

// EncodeTaskRest asks for the part of an answer that begins at an offset.
func EncodeTaskRest(key uint64, offset int) []byte {
	var e Encoder
	e.Number(key)
	e.Number(uint64(offset))
	return e.Bytes
}

// DecodeTaskRest reads it. Errors: invalid.
func DecodeTaskRest(payload []byte) (key uint64, offset int, err error) {
	d := Decode(payload)
	key, offset = d.Number(maxNumber), int(d.Number(maxAnswer))
	return key, offset, d.End()
}

// EncodeTasksNow asks how at most TasksAtOnce tasks are; lately: also those that run or have ended a moment ago.
func EncodeTasksNow(ids []crm.ID, lately bool) []byte {
	var e Encoder
	e.Flag(lately)
	e.Number(uint64(len(ids)))
	for i := range ids {
		e.Fixed(ids[i][:])
	}
	return e.Bytes
}

// DecodeTasksNow reads it. Errors: invalid.
func DecodeTasksNow(payload []byte) (ids []crm.ID, lately bool, err error) {
	d := Decode(payload)
	lately = d.Flag()
	for range d.Count(TasksAtOnce, len(crm.ID{})) {
		ids = append(ids, d.ID())
	}
	return ids, lately, d.End()
}

// EncodeTasks writes how tasks are, as many as fit into a message.
func EncodeTasks(list []crm.TaskNews) []byte {
	var items Encoder
	told := 0
	for told < min(len(list), TasksAtOnce) && len(items.Bytes) < tasksBytes {
		items.taskNews(&list[told])
		told++
	}
	var e Encoder
	e.Flag(told == len(list))
	e.Number(uint64(told))
	e.Fixed(items.Bytes)
	return e.Bytes
}

// DecodeTasks reads how tasks are; all is false where not all did fit. Errors: invalid.
func DecodeTasks(payload []byte) (list []crm.TaskNews, all bool, err error) {
	d := Decode(payload)
	all = d.Flag()
	for range d.Count(TasksAtOnce, taskNewsBytes) {
		list = append(list, d.taskNews())
	}
	return list, all, d.End()
}

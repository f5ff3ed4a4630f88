package wire_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// someNews are events about a task.
func someNews() crm.TaskNews {
	task := crm.ID{0: 9, 6: 0x40, 8: 0x80}
	return crm.TaskNews{Task: task, Broker: brokerage, User: crm.ID{0: 2}, Rows: 300, Events: []crm.Event{
		{Room: crm.UserRoom(crm.ID{0: 2, 6: 0x40, 8: 0x80}), Name: crm.EventTaskStarted,
			Data: fmt.Appendf(nil, `{"task":"%s","title":"T"}`, task)},
		{Room: crm.RecordRoom(brokerage), Name: crm.EventTaskProgress,
			Data: fmt.Appendf(nil, `{"task":"%s","percent":40,"step":"s"}`, task)},
	}}
}

func TestTasks_AreReadAsTheyWereWritten(t *testing.T) {
	news := someNews()
	got, lost, err := wire.DecodeTaskNews(wire.EncodeTaskNews(&news, true))
	if err != nil || !lost || !reflect.DeepEqual(got, news) {
		t.Errorf("%+v %v (%v)", got, lost, err)
	}
	q := crm.TaskQuestion{Act: crm.TaskAccept, User: crm.ID{0: 2}, Task: crm.ID{0: 9}, Rows: 77}
	asked, err := wire.DecodeTaskQuestion(wire.EncodeTaskQuestion(&q, []byte("body")))
	if err != nil || string(asked.Body) != "body" || asked.Act != q.Act || asked.User != q.User ||
		asked.Task != q.Task || asked.Rows != q.Rows {
		t.Errorf("%+v (%v)", asked, err)
	}
	for _, code := range []crm.Code{crm.CodeConflict, crm.CodeMoved} {
		a := &wire.TaskAnswer{Code: code, Field: "f", Message: "m", Key: 7, Part: []byte("part")}
		if got, err := wire.DecodeTaskAnswer(wire.EncodeTaskAnswer(a)); err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%+v (%v)", got, err)
		}
	}
	a := &wire.TaskAnswer{Code: "fine", Message: "x" + strings.Repeat("é", 1000)}
	if got, err := wire.DecodeTaskAnswer(wire.EncodeTaskAnswer(a)); err != nil || got.Code != crm.CodeInternal ||
		!utf8.ValidString(got.Message) || len(got.Message) < 1000 {
		t.Errorf("what others don't know, and is too long, is %+v (%v)", got, err)
	}
	ids := []crm.ID{{1}, {2}}
	if got, lately, err := wire.DecodeTasksNow(wire.EncodeTasksNow(ids, true)); err != nil || !lately ||
		!reflect.DeepEqual(got, ids) {
		t.Errorf("%v %v (%v)", got, lately, err)
	}
	list, all, err := wire.DecodeTasks(wire.EncodeTasks([]crm.TaskNews{news, news}))
	if err != nil || !all || len(list) != 2 || !reflect.DeepEqual(list[1], news) {
		t.Errorf("%+v %v (%v)", list, all, err)
	}
}

// Whatever tasks say, the answer fits into a message, and says where it is not all.
func TestTasks_FitIntoAMessage(t *testing.T) {
	long := someNews()
	long.Events = long.Events[1:]
	long.Events[0].Data = fmt.Appendf(nil, `{"task":"%s","message":"%s"}`, long.Task,
		strings.Repeat("x", wire.MaxTaskEvent-100))
	endless := someNews()
	endless.Events[0].Data = make([]byte, wire.MaxTaskEvent+1)
	if got, lost, err := wire.DecodeTaskNews(wire.EncodeTaskNews(&endless, false)); err != nil || !lost ||
		len(got.Events) != 1 {
		t.Errorf("beside an event that is too long, %d are read, lost: %v (%v)", len(got.Events), lost, err)
	}
	payload := wire.EncodeTasks([]crm.TaskNews{long, long, long, long})
	list, all, err := wire.DecodeTasks(payload)
	if err != nil || all || len(list) != 2 || len(payload) > wire.MaxPayload {
		t.Errorf("%d tasks in %d bytes, all: %v (%v)", len(list), len(payload), all, err)
	}
}

func TestTasks_RefusesWhatIsMalformed(t *testing.T) {
	news := someNews()
	whole := wire.EncodeTaskNews(&news, false)
	for cut := range whole {
		if _, _, err := wire.DecodeTaskNews(whole[:cut]); crm.CodeOf(err) != crm.CodeInvalid {
			t.Fatalf("the first %d bytes are read: %v", cut, err)
		}
	}
	for name, change := range map[string]func(*crm.TaskNews){
		"no task":         func(n *crm.TaskNews) { n.Task = crm.ID{} },
		"no user":         func(n *crm.TaskNews) { n.User = crm.ID{} },
		"another task":    func(n *crm.TaskNews) { n.Task = crm.ID{8} },
		"no event's name": func(n *crm.TaskNews) { n.Events[0].Name = "lead:created" },
		"no room":         func(n *crm.TaskNews) { n.Events[0].Room = "admin:1" },
		"no JSON":         func(n *crm.TaskNews) { n.Events[0].Data = []byte(`{"task":`) },
	} {
		news := someNews()
		change(&news)
		if _, _, err := wire.DecodeTaskNews(wire.EncodeTaskNews(&news, false)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, q := range []crm.TaskQuestion{{Act: "erase", User: crm.ID{1}, Task: crm.ID{1}},
		{Act: crm.TaskGet, Task: crm.ID{1}}, {Act: crm.TaskGet, User: crm.ID{1}},
		{Act: crm.TaskList, User: crm.ID{1}, Task: crm.ID{1}}} {
		if _, err := wire.DecodeTaskQuestion(wire.EncodeTaskQuestion(&q, nil)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%+v is read: %v", q, err)
		}
	}
	var fine wire.Encoder
	fine.Text("fine")
	unknown := append(fine.Bytes, wire.EncodeTaskAnswer(&wire.TaskAnswer{})[1:]...)
	if _, err := wire.DecodeTaskAnswer(unknown); err == nil {
		t.Error("an unknown code is read")
	}
}

func FuzzTasks_Decode(f *testing.F) {
	f.Add(wire.EncodeTasks([]crm.TaskNews{someNews()}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		list, all, err := wire.DecodeTasks(payload)
		if err == nil && all && !bytes.Equal(wire.EncodeTasks(list), payload) {
			t.Errorf("%x was read as %+v", payload, list)
		}
	})
}

package regions_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// send sends a file to a region.
func send(s *roomkeytest.Server, token, content string) (id string) {
	s.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "contacts.csv")
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.T.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.T.Context(), "POST", s.URL()+"/api/v1/files", &body)
	if err != nil {
		s.T.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	var sent struct{ ID string }
	if status, answer := s.Send(token, request); status != 201 || json.Unmarshal(answer, &sent) != nil {
		s.T.Fatalf("%d %s", status, answer)
	}
	return sent.ID
}

// A file that somebody has sent in one region is read by their tasks in another, and by nobody else's. Where they have
// read it, it is when the region that had it is gone.
func TestFiles_AreReadByTasksOfOtherRegions(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PreparePlainRegions(t, "abc", delays)
	r.Start()
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	ana, abe := a.Personal(demo.Agent1.Email), a.Personal(demo.Agent2.Email)
	var rows strings.Builder
	rows.WriteString("First Name,Email,Comment\r\n")
	for range 4_000 { // of some megabytes, which come in parts
		rows.WriteString("Ana Person,ana.person@example.com," + strings.Repeat("of note ", 100) + "\r\n")
	}
	large, small := send(a, ana, rows.String()), send(a, ana, "First Name,Email\r\nBo,bo@example.com\r\n")
	tries := func(s *roomkeytest.Server, token, file string) roomkeytest.Task {
		t.Helper()
		var task roomkeytest.Task
		status, body := s.Call(token, "POST", "/tasks", map[string]any{"workflow": "csv-import", "dryRun": true,
			"input": map[string]any{"type": "client", "file": file}})
		if status != 201 || json.Unmarshal(body, &task) != nil {
			t.Fatalf("%d %s", status, body)
		}
		return s.AwaitTask(token, task)
	}
	for _, file := range []string{small, large} {
		if task := tries(b, ana, file); task.Status != "completed" {
			t.Errorf("in b the task is %+v, %+v", task, task.Error)
		}
	}
	if task := tries(c, abe, small); task.Status != "failed" {
		t.Errorf("somebody else's task is %+v", task)
	}
	if status, said := c.Call(ana, "DELETE", "/files/"+large, nil); status != http.StatusNoContent {
		t.Errorf("c deletes a file: %d %s", status, said)
	}
	for _, s := range []*roomkeytest.Server{a, b, c} {
		if task := tries(s, ana, large); task.Status != "failed" {
			t.Errorf("with a deleted file the task is %+v", task)
		}
	}
	a.Kill()
	roomkeytest.Eventually(t, "the others notice", func() bool { return r.Status("c").State("a") == "silent" })
	if task := tries(b, ana, small); task.Status != "completed" {
		t.Errorf("in b, which has the file by now, the task is %+v", task)
	}
}

package hostile_test

import (
	"database/sql"
	"errors"
	"net/http"
	"path/filepath"
	"strings"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/store"
)

// hideTraces: the access log has no undo tokens, sign-ins and sign-outs are in the audit log, and its end can't be cut
// off unnoticed.
func (s *server) hideTraces() {
	token := s.Personal(demo.Agent1.Email)
	var lead record
	s.want(201, token, "POST", "/clients", m{"fields": m{"FirstName": "Ann"}}, &lead)
	var bulk struct{ Undo string }
	s.want(200, token, "POST", "/bulk", m{"type": "client", "ids": []string{lead.ID},
		"patch": m{"fields": m{"FirstName": "Bea"}}}, &bulk)
	s.want(200, token, "POST", "/undo/"+bulk.Undo, nil, nil)
	roomkeytest.Eventually(s.T, "the request is logged", func() bool {
		return strings.Contains(s.Tail(100_000), `"path":"/api/v1/undo/…"`)
	})
	if bulk.Undo == "" || strings.Contains(s.Tail(100_000), bulk.Undo) {
		s.T.Error("the log has the undo token")
	}

	if answer := s.login(demo.Agent1.Email, "a wrong password"); answer.StatusCode != 401 {
		s.T.Errorf("a wrong password: %s", answer.Status)
	}
	in := s.login(demo.Agent1.Email, demo.Password)
	out := s.request("POST", "/auth/logout", nil)
	out.Header.Set("Origin", s.URL())
	for _, cookie := range in.Cookies() {
		out.AddCookie(cookie)
	}
	if status, body := s.Send("", out); status != 204 {
		s.T.Errorf("sign out: %d %s", status, body)
	}
	db, err := sql.Open("sqlite", filepath.Join(s.Dir, store.FileName)+"?_pragma=busy_timeout(20000)")
	if err != nil {
		s.T.Fatal(err)
	}
	defer db.Close()
	var actions string
	if err := db.QueryRow(`SELECT group_concat(action, ' ') FROM
		(SELECT action FROM audit WHERE user = ? AND action LIKE 'session:%' ORDER BY num DESC LIMIT 3)`,
		demo.Agent1.ID[:]).Scan(&actions); err != nil || actions != "session:ended session:started session:refused" {
		s.T.Errorf("the audit log says %q of it, from the end: %v", actions, err)
	}
	copied := s.T.TempDir() // the server goes on with what is whole
	file := filepath.Join(copied, store.FileName)
	if _, err := db.Exec(`VACUUM INTO ?`, file); err != nil {
		s.T.Fatal(err)
	}
	if said, err := roomkeytest.Told(s.T, "check", "--data", copied); err != nil {
		s.T.Fatalf("before the attack: %v: %s", err, said)
	}
	cut, err := sql.Open("sqlite", file)
	if err == nil {
		_, err = cut.Exec(`DROP TRIGGER audit_is_never_shortened;
			DELETE FROM audit WHERE num = (SELECT max(num) FROM audit)`)
		err = errors.Join(err, cut.Close())
	}
	if err != nil {
		s.T.Fatal(err)
	}
	said, err := roomkeytest.Told(s.T, "check", "--data", copied)
	if err == nil || !strings.Contains(said, "audit: ends with line") {
		s.T.Errorf("a log that was cut off passes the check: %v: %s", err, said)
	}
}

// login signs in, with more headers, each a name and a value. The answer's body is closed.
func (s *server) login(email, password string, headers ...string) *http.Response {
	s.T.Helper()
	request := s.request("POST", "/auth/login",
		strings.NewReader(roomkeytest.AsJSON(s.T, m{"email": email, "password": password})))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		if request.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.T.Fatal(err)
	}
	_ = response.Body.Close()
	return response
}

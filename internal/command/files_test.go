package command

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// sender is a region that gives a file, or says why it does not.
type sender struct {
	t       *testing.T
	content string
	err     error
}

func (s *sender) Ask(_ context.Context, q *crm.TaskQuestion) ([]byte, error) {
	if q.Act != crm.TaskFile || q.Broker.IsZero() || q.User.IsZero() {
		s.t.Errorf("another region is asked %+v", q)
	}
	if s.err != nil {
		return nil, s.err
	}
	return json.Marshal(crm.SentFile{Content: []byte(s.content), At: time.Now()})
}

// A file that is not here is asked of the other regions. Why none gives it decides whether a task tries again: it fails
// where there is no such file, and where the region that may have it does not answer, or is asked for much, it waits.
func TestFiles_OfOtherRegions(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	broker, err := s.Brokerage(t.Context(), "Harbor")
	if err != nil {
		t.Fatal(err)
	}
	user := &crm.User{Email: "ann@demo.test", Name: "Ann", Role: crm.RoleAgent, Broker: broker}
	if err := s.AddUser(t.Context(), user, "hash"); err != nil {
		t.Fatal(err)
	}
	files, file := &filesOfRegions{Store: s}, crm.ID{9}
	read := func(others *sender) (string, error) {
		if others != nil {
			others.t = t
			asked := taskAsker(others)
			files.others.Store(&asked)
		}
		piece, _, err := files.ReadUpload(t.Context(), user.ID, file, 0, 100)
		return string(piece), err
	}
	for name, c := range map[string]struct {
		others *sender
		code   crm.Code
		says   string
	}{
		"alone": {nil, crm.CodeNotFound, "no longer here"},
		"none":  {&sender{err: crm.ErrNotFound}, crm.CodeNotFound, "no longer here"},
		"silent": {&sender{err: crm.Errorf(crm.CodeUnavailable, "away")}, crm.CodeUnavailable,
			"another region may have"},
		"busy": {&sender{err: crm.Errorf(crm.CodeRateLimited, "2 of your decisions on tasks are under way")},
			crm.CodeUnavailable, "between regions: try again"},
	} {
		files.others.Store(nil)
		if _, err := read(c.others); crm.CodeOf(err) != c.code || !strings.Contains(plain(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, others := range []*sender{{content: "a file"}, {err: crm.ErrForbidden}} { // the second one is not asked
		if piece, err := read(others); err != nil || piece != "a file" {
			t.Errorf("%q, %v", piece, err)
		}
	}
}

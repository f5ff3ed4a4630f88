package hostile_test

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// flood asks for the same again and again, over as many connections as it is told, until it is stopped.
type flood struct {
	s                *server
	token            string
	invalid          bool // 400 is what the requests ask for
	ctx              context.Context
	left             context.CancelFunc // has the requests under way given up
	served, refused  atomic.Int64
	wrong, hurriedly atomic.Int64 // other answers; refusals without Retry-After or a reason
	stop             chan struct{}
	group            sync.WaitGroup
}

// flood begins to ask as a user; request makes the request of a connection's turn.
func (s *server) flood(token string, connections int, request func(connection, turn int) *http.Request) *flood {
	return s.floodWith(&flood{token: token}, connections, request)
}

func (s *server) floodWith(f *flood, connections int, request func(connection, turn int) *http.Request) *flood {
	s.T.Helper()
	f.s, f.stop = s, make(chan struct{})
	f.ctx, f.left = context.WithCancel(s.T.Context())
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	for c := range connections {
		f.group.Go(func() {
			for turn := 0; ; turn++ {
				select {
				case <-f.stop:
					return
				default:
				}
				f.ask(client, request(c, turn))
			}
		})
	}
	s.T.Cleanup(func() { f.end(); client.CloseIdleConnections() })
	return f
}

func (f *flood) ask(client *http.Client, request *http.Request) {
	request.Header.Set("Authorization", "Bearer "+f.token)
	response, err := client.Do(request.WithContext(f.ctx))
	if err != nil {
		f.wrong.Add(1)
		return
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests {
		f.refused.Add(1)
		var problem struct{ Code, Detail string }
		after, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		if json.NewDecoder(response.Body).Decode(&problem) != nil || problem.Code != "rate_limited" ||
			problem.Detail == "" || after < 1 {
			f.hurriedly.Add(1)
		}
		return
	}
	status := response.StatusCode
	if _, err := io.Copy(io.Discard, response.Body); err != nil || status/100 != 2 &&
		(status != http.StatusBadRequest || !f.invalid) {
		f.wrong.Add(1)
		return
	}
	f.served.Add(1)
}

// leave stops the flood without waiting for its last answers.
func (f *flood) leave() {
	close(f.stop)
	f.left()
	f.group.Wait()
}

// end stops the flood and waits for its last answers.
func (f *flood) end() {
	select {
	case <-f.stop:
	default:
		close(f.stop)
	}
	f.group.Wait()
}

// get makes requests for one address.
func (s *server) get(path string) func(int, int) *http.Request {
	return func(int, int) *http.Request { return s.request("GET", path, nil) }
}

func (s *server) request(method, path string, body io.Reader) *http.Request {
	s.T.Helper()
	r, err := http.NewRequestWithContext(s.T.Context(), method, s.URL()+"/api/v1"+path, body)
	if err != nil {
		s.T.Error(err)
	}
	return r
}

// survives checks that whoever floods the server is told so, and that nobody else notices. beside is what an honest
// user asks for meanwhile; editor edits.
func (s *server) survives(name string, attack *flood, beside string, editor *roomkeytest.Editor) {
	s.T.Helper()
	honest := s.Personal(demo.Lead.Email)
	roomkeytest.Eventually(s.T, name+": the attacker is refused", func() bool { return attack.refused.Load() > 4 })
	before := attack.served.Load()
	const rounds = 40
	for range rounds {
		if status, body := s.Call(honest, "GET", beside, nil); status != http.StatusOK {
			s.T.Errorf("%s: an honest read of %s: %d %s", name, beside, status, body)
		}
	}
	if served := attack.served.Load() - before; served > 2*rounds {
		s.T.Errorf("%s: the attacker was served %d times while an honest user was served %d", name, served, rounds)
	}
	s.endsBeside(name, attack, editor)
}

// withstands checks that nobody notices a flood of questions that are answered from what is kept, or refused.
func (s *server) withstands(name string, attack *flood, beside string, editor *roomkeytest.Editor) {
	s.T.Helper()
	honest := s.Personal(demo.Lead.Email)
	roomkeytest.Eventually(s.T, name+": the attacker is answered", func() bool {
		return attack.served.Load()+attack.refused.Load() > 100
	})
	for range 40 {
		if status, body := s.Call(honest, "GET", beside, nil); status != http.StatusOK {
			s.T.Errorf("%s: an honest read of %s: %d %s", name, beside, status, body)
		}
	}
	s.endsBeside(name, attack, editor)
}

// endsBeside ends a flood once honest edits were saved beside it, and checks how it was answered.
func (s *server) endsBeside(name string, attack *flood, editor *roomkeytest.Editor) {
	s.T.Helper()
	saved := editor.Saved()
	roomkeytest.Eventually(s.T, name+": edits are saved", func() bool { return editor.Saved() > saved+20 })
	attack.end()
	editor.Stop()
	if attack.wrong.Load() > 0 || attack.hurriedly.Load() > 0 {
		s.T.Errorf("%s: %d answers are neither given nor 429, %d refusals don't say why and for how long", name,
			attack.wrong.Load(), attack.hurriedly.Load())
	}
	s.T.Logf("%s: %d served, %d refused", name, attack.served.Load(), attack.refused.Load())
}

// workRate is a small budget, so that whoever floods a busy machine is beyond it all the same.
var workRate = []string{"--work-rate", "50ms"}

// Issue 11, 3: what one viewer reads, over any number of connections, costs the others nothing that they notice.
func TestHostile_ReadsOfOneUserWaitBehindThoseOfOthers(t *testing.T) {
	s := serve(t, workRate...)
	viewer := s.Personal(demo.Viewer.Email)
	for _, path := range []string{"/catalog?limit=10000", "/listings?limit=500", "/export/listings.csv"} {
		s.survives(path, s.flood(viewer, 8, s.get(path)), "/listings?limit=20",
			s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2))
	}
	s.counted(`roomkey_work_refused_total{kind="reads"}`, `roomkey_work_waits_total{kind="reads"}`,
		`roomkey_work_wait_seconds_total{kind="reads"}`)
}

// counted checks that metrics are there and not 0.
func (s *server) counted(names ...string) {
	s.T.Helper()
	response, err := http.Get(s.URL() + "/metrics")
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, name := range names {
		found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (.*)$`).FindSubmatch(body)
		if found == nil || string(found[1]) == "0" {
			s.T.Errorf("the metric %s is missing or 0", name)
		}
	}
}

// heavyListings makes listings whose remarks were rewritten several times, and gives their heads after each time.
func (s *server) heavyListings(n, times int) (made []record, heads [][]string) {
	s.T.Helper()
	token := s.Personal(demo.Agent1.Email)
	for range n {
		r := s.MakeListing(token, crm.VisibilityTeam)
		for i := range times {
			status, body := s.Call(token, "PATCH", "/listings/"+r.ID, m{"fields": m{"PublicRemarks": remarks(i, 4000)}})
			if status != http.StatusOK || json.Unmarshal(body, &r) != nil {
				s.T.Fatalf("rewrite the remarks of a listing: %d %s", status, body)
			}
			heads = append(heads, r.Heads)
		}
		made = append(made, r)
	}
	return made, heads
}

// remarks is a text of n characters that has little in common with that of another number.
func remarks(number, n int) string {
	letters := rand.New(rand.NewPCG(uint64(number), 0))
	text := make([]byte, n)
	for i := range text {
		text[i] = byte('a' + letters.IntN(26))
	}
	return string(text)
}

// Issue 11, 1 and 2: histories of heavy records are read once for all, and not where edits are made: those of the same
// record go on.
func TestHostile_ReadingHeavyHistoriesKeepsNoEditWaiting(t *testing.T) {
	s := serve(t, workRate...)
	made, heads := s.heavyListings(2, 4)
	viewer := s.Personal(demo.Viewer.Email)
	for name, attack := range map[string]func(int, int) *http.Request{
		"history": func(c, turn int) *http.Request {
			return s.request("GET", "/listings/"+made[(c+turn)%len(made)].ID+"/history", nil)
		},
		"at": func(c, turn int) *http.Request {
			i := (c + turn) % len(heads)
			return s.request("GET", "/listings/"+made[i/4].ID+"/at/"+strings.Join(heads[i], ","), nil)
		},
	} {
		s.withstands(name, s.flood(viewer, 12, attack), "/listings/"+made[0].ID,
			s.Edit(made[0].Key(t), "ListPrice", demo.Agent2))
	}
}

// Issue 11, 2: edits of one user by REST wait for each other, and not the others for them.
func TestHostile_EditsOfOneUserByRESTWaitBehindThoseOfOthers(t *testing.T) {
	s := serve(t, workRate...)
	made, _ := s.heavyListings(4, 1)
	token := s.Personal(demo.Agent1.Email)
	connections := 24
	if volume.Raced { // each edit takes seconds, and they must not wait for each other until their deadline
		connections = 16
	}
	attack := s.flood(token, connections, func(c, turn int) *http.Request {
		body := m{"fields": m{"PublicRemarks": remarks(24*turn+c, 4000)}}
		r := s.request("PATCH", "/listings/"+made[c%len(made)].ID, strings.NewReader(roomkeytest.AsJSON(t, body)))
		r.Header.Set("Content-Type", "application/merge-patch+json")
		return r
	})
	s.survives("patch", attack, "/listings?limit=20",
		s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2))
	s.counted(`roomkey_work_refused_total{kind="edits"}`, `roomkey_work_waits_total{kind="engine"}`)
}

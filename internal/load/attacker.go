package load

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// mostSockets is how many sockets a user may have.
const mostSockets = 5

// Attacker is one hostile user with any number of connections, who does what attacks say as fast as the server lets
// them, and notes what the server answers. All methods are safe for concurrent use.
type Attacker struct {
	Person
	addr   string
	http   *http.Client
	chance *rand.Rand // used by Prepare alone
	weight Weight
	heavy  *heavy
	texts  []string // long ones, as bodies of PATCH

	mu   sync.Mutex // guards told
	told Told
}

// Told is what the hostile user was told.
type Told struct {
	Answers  map[int]int64  // over REST, by status
	Closes   map[int]int64  // of sockets, by close code
	Rejected int64          // changes
	Curt     int64          // refusals for now that don't say why and for how long
	Lost     map[string]int // requests and sockets without an answer, by reason
}

// String sorts what was told, for people.
func (t *Told) String() string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(t.Answers)) {
		parts = append(parts, fmt.Sprintf("%d × %d", t.Answers[status], status))
	}
	for _, code := range slices.Sorted(maps.Keys(t.Closes)) {
		parts = append(parts, fmt.Sprintf("%d closed by %d", t.Closes[code], code))
	}
	parts = append(parts, fmt.Sprintf("%d changes rejected", t.Rejected))
	for _, reason := range slices.Sorted(maps.Keys(t.Lost)) {
		parts = append(parts, fmt.Sprintf("%d × %s", t.Lost[reason], reason))
	}
	return strings.Join(parts, ", ")
}

// NewAttacker makes a hostile user of a server at host:port. Chance comes from the seed.
func NewAttacker(addr string, person Person, seed uint64) *Attacker {
	return &Attacker{Person: person, addr: addr, chance: rand.New(rand.NewPCG(seed, 1)),
		http: &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 256,
			DisableCompression: true}},
		told: Told{Answers: map[int]int64{}, Closes: map[int]int64{}, Lost: map[string]int{}}}
}

// Follow has the attacker go on at another address, that of a server that was started again. Nothing may run meanwhile.
func (a *Attacker) Follow(addr string) { a.addr = addr }

// Told gives what was told until now.
func (a *Attacker) Told() Told {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.told
	t.Answers, t.Closes, t.Lost = maps.Clone(t.Answers), maps.Clone(t.Closes), maps.Clone(t.Lost)
	return t
}

// Run makes attacks until ctx ends, and returns when all of their connections are closed. They share the sockets that a
// user may have.
func (a *Attacker) Run(ctx context.Context, attacks ...Attack) {
	var group sync.WaitGroup
	left := mostSockets
	for i, attack := range attacks {
		sockets := 0
		if attack.sockets > 0 {
			sockets = min(attack.sockets, left)
			if len(attacks[i+1:]) == 0 || !slices.ContainsFunc(attacks[i+1:], Attack.usesSockets) {
				sockets = left
			}
			left -= sockets
		}
		for n := range max(sockets, attack.connections) {
			group.Go(func() {
				for turn := 0; ctx.Err() == nil; turn++ {
					attack.strike(ctx, a, n, turn)
				}
			})
		}
	}
	group.Wait()
	a.http.CloseIdleConnections()
}

// ask makes one request and notes the answer. The result is the status; 0 for none.
func (a *Attacker) ask(ctx context.Context, method, path, body, coding string) int {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+a.addr+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		a.lost(ctx, err)
		return 0
	}
	request.Header.Set("Authorization", "Bearer "+a.Token)
	if body != "" {
		request.Header.Set("Content-Type", "application/merge-patch+json")
	}
	if coding != "" {
		request.Header.Set("Accept-Encoding", coding)
	}
	response, err := a.http.Do(request)
	if err != nil {
		a.lost(ctx, err)
		return 0
	}
	defer response.Body.Close()
	curt := response.StatusCode == http.StatusTooManyRequests && !isPolite(response)
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		a.lost(ctx, err)
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.told.Answers[response.StatusCode]++; curt {
		a.told.Curt++
	}
	return response.StatusCode
}

// isPolite reports whether a refusal says why, and when to ask again.
func isPolite(response *http.Response) bool {
	var problem struct{ Code, Detail string }
	after, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return json.NewDecoder(response.Body).Decode(&problem) == nil && problem.Code == "rate_limited" &&
		problem.Detail != "" && after >= 1
}

// lost notes what had no answer, but for what ended with the attack.
func (a *Attacker) lost(ctx context.Context, err error) {
	if ctx.Err() != nil || err == nil {
		return
	}
	text := err.Error()
	if at := strings.LastIndex(text, ": "); at >= 0 { // without addresses, which differ
		text = text[at+2:]
	}
	a.mu.Lock()
	a.told.Lost[text]++
	a.mu.Unlock()
}

// closed notes a socket's end.
func (a *Attacker) closed(code int, reason string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.told.Closes[code]++; code == 3013 && !strings.HasPrefix(reason, "retry-after=") {
		a.told.Curt++
	}
}

func (a *Attacker) rejected(n int) {
	a.mu.Lock()
	a.told.Rejected += int64(n)
	a.mu.Unlock()
}

// redial is how long an attacker rests before it connects again.
const redial = 20 * time.Millisecond

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

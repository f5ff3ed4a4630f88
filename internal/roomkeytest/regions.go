package roomkeytest

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/internal/gate"
)

// ClusterSecret is the secret of all regions.
const ClusterSecret = "the secret of the regions under test"

// Regions are the servers of several regions of one Roomkey. Of two the later dials the other through a gate.
type Regions struct {
	T       testing.TB
	names   []string
	servers map[string]*Server
	routes  map[string]string        // where each listens for the others
	gates   map[[2]string]*gate.Gate // from who dials to whom
	witness string                   // the last of names, which holds no content; "": there is none
	plain   bool                     // the program is the one that users run
}

// PrepareRegions makes regions with one-letter names, each with a copy of the demo's data. delays are of one way, by
// the letters of two; the others have none.
func PrepareRegions(t testing.TB, names string, delays map[string]time.Duration) *Regions {
	t.Helper()
	return prepareRegions(t, names, "", delays, false)
}

// PreparePlainRegions is PrepareRegions by the program as users run it, for tests in which regions do no more at the
// same time than in those of the program under test. make soak has them run that one.
func PreparePlainRegions(t testing.TB, names string, delays map[string]time.Duration) *Regions {
	t.Helper()
	return prepareRegions(t, names, "", delays, os.Getenv("TEST_SOAK") == "")
}

func prepareRegions(t testing.TB, names, witness string, delays map[string]time.Duration, plain bool) *Regions {
	t.Helper()
	r := &Regions{T: t, names: strings.Split(names, ""), witness: witness, servers: make(map[string]*Server),
		routes: make(map[string]string), gates: make(map[[2]string]*gate.Gate), plain: plain}
	for _, name := range r.names {
		r.routes[name] = FreeAddr(t)
	}
	for i, dials := range r.names {
		for _, to := range r.names[:i] {
			r.gates[[2]string{dials, to}] = gate.New(t, r.routes[to], delays[to+dials])
		}
	}
	for _, name := range r.names {
		r.servers[name] = Prepare(t, r.Config(name))
	}
	return r
}

// StartRegions starts regions and waits until each hears all others and rows are ordered.
func StartRegions(t testing.TB, names string, delays map[string]time.Duration) *Regions {
	t.Helper()
	r := PrepareRegions(t, names, delays)
	r.Start()
	return r
}

// StartTwoAndWitness starts the regions a and b, and w, their witness, by the program of PreparePlainRegions.
func StartTwoAndWitness(t testing.TB) *Regions {
	t.Helper()
	r := PrepareTwoAndWitness(t)
	r.Start()
	return r
}

// PrepareTwoAndWitness prepares what StartTwoAndWitness starts.
func PrepareTwoAndWitness(t testing.TB) *Regions {
	t.Helper()
	return prepareRegions(t, "abw", "w", nil, os.Getenv("TEST_SOAK") == "")
}

// Start starts all regions at once and waits until each hears all others and rows are ordered.
func (r *Regions) Start() {
	r.T.Helper()
	r.StartFirst(len(r.names))
}

// StartFirst starts so many of the first regions at once, whose list has no others, and waits until all is well in
// them.
func (r *Regions) StartFirst(n int) {
	r.T.Helper()
	var starting sync.WaitGroup
	started := make([]bool, n)
	for i, name := range r.names[:n] {
		if n < len(r.names) {
			r.servers[name].Flags = r.config(name, r.names[:n]).Flags
		}
		starting.Go(func() { started[i] = r.servers[name].Starts() })
	}
	starting.Wait()
	for i, name := range r.names[:n] {
		if !started[i] {
			r.T.Fatalf("region %s ended:\n%s", name, r.servers[name].Tail(6000))
		}
	}
	r.wellIn(r.names[:n])
}

// ListAll gives a region the list of all regions, from its next start on.
func (r *Regions) ListAll(name string) { r.servers[name].Flags = r.Config(name).Flags }

// AllWell waits until no region has anything to complain of, and each knows where rows are ordered.
func (r *Regions) AllWell() {
	r.T.Helper()
	r.wellIn(r.names)
}

func (r *Regions) wellIn(names []string) {
	r.T.Helper()
	for _, name := range names {
		Eventually(r.T, "all is well in "+name, func() bool {
			s := r.Status(name) // with NATS outside, no region leads
			return s.Problem == "" && (s.Leader != "" || s.Network == "outside")
		})
	}
}

// Config is how a region is served.
func (r *Regions) Config(name string) Config { return r.config(name, r.names) }

// config is how a region is served where there are these alone.
func (r *Regions) config(name string, content []string) Config {
	witness := []string(nil)
	if r.witness != "" {
		content, witness = content[:len(content)-1], content[len(content)-1:]
	}
	flags := []string{"--region", name, "--cluster", r.list(name, content), "--route-addr", r.routes[name]}
	if r.witness != "" {
		flags = append(flags, "--witness", r.list(name, witness))
	}
	return Config{Flags: flags, Env: []string{"ROOMKEY_SECRET=" + ClusterSecret}, Witness: name == r.witness,
		Plain: r.plain}
}

// list is a list of regions as one of them reaches them.
func (r *Regions) list(from string, regions []string) string {
	var items []string
	for _, to := range regions {
		addr := r.routes[to]
		if g := r.gates[[2]string{from, to}]; g != nil {
			addr = g.Addr()
		}
		items = append(items, to+"="+addr)
	}
	return strings.Join(items, ",")
}

// Region is the server of a region.
func (r *Regions) Region(name string) *Server { return r.servers[name] }

// Cut parts a region from all others, silently.
func (r *Regions) Cut(name string) { r.close(name, true) }

// Heal joins a region with all others.
func (r *Regions) Heal(name string) { r.close(name, false) }

func (r *Regions) close(name string, closed bool) {
	for pair, g := range r.gates {
		if slices.Contains(pair[:], name) {
			g.Close(closed)
		}
	}
}

// RegionStatus is what roomkey region status tells.
type RegionStatus struct {
	Region, Leader, Problem string
	Network                 string
	Rows, Reason            string
	Refused                 []struct {
		Reason string
		Times  uint64
	}
	Regions []struct {
		Name, State, Origin string
		Witness, Connected  bool
		Lacks, Behind       uint64
		Position            uint64
		Silent              float64 `json:"silent_seconds"`
	}
}

// State is how a region is heard: "here", "there", "silent" or "unseen".
func (s RegionStatus) State(name string) string {
	for _, region := range s.Regions {
		if region.Name == name {
			return region.State
		}
	}
	return ""
}

// Status asks a region how it sees the others, as an operator does.
func (r *Regions) Status(name string) (s RegionStatus) {
	r.T.Helper()
	said, err := r.servers[name].Command("region", "status", "--json", "--data", r.servers[name].Dir).Output()
	if err != nil || json.Unmarshal(said, &s) != nil {
		r.T.Fatalf("region status in %s: %v\n%s", name, err, said)
	}
	return s
}

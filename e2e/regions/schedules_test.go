package regions_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// Three servers edit and archive the same records while they are cut off, killed and stopped for seconds. In the end
// all have the same heads, fields and rows.
func TestSoak_SchedulesOfFaults(t *testing.T) {
	volume.Soak(t)
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed+1), func(t *testing.T) { schedule(t, rand.New(rand.NewPCG(seed+1, 9))) })
	}
}

const regionLetters = "abc"

func schedule(t *testing.T, chance *rand.Rand) {
	r := roomkeytest.StartRegions(t, regionLetters, map[string]time.Duration{"ab": 5 * time.Millisecond,
		"ac": 20 * time.Millisecond, "bc": 30 * time.Millisecond})
	listings := r.Region("a").Shared("listings", 5)
	tokens := map[string]string{}
	for _, name := range regionLetters {
		tokens[string(name)] = r.Region(string(name)).Personal(demo.Agent1.Email)
	}
	for n := range 40 {
		name := string(regionLetters[chance.IntN(3)])
		s := r.Region(name)
		listing := listings[chance.IntN(len(listings))].ID
		switch chance.IntN(12) {
		case 0:
			r.Cut(name)
		case 1:
			r.Heal(name)
		case 2:
			s.Kill()
			s.Start()
		case 3:
			pid := s.PID()
			_ = syscall.Kill(pid, syscall.SIGSTOP)
			time.AfterFunc(time.Duration(chance.IntN(4000))*time.Millisecond, func() {
				_ = syscall.Kill(pid, syscall.SIGCONT)
			})
		case 4: // cut off, it can't
			s.Call(tokens[name], "POST", "/listings/"+listing+"/"+[]string{"archive", "restore"}[chance.IntN(2)], nil)
		case 5:
			if made := s.MakeListing(tokens[name], crm.VisibilityTeam); made.ID != "" {
				listings = append(listings, made)
			}
		default:
			status, body := s.Call(tokens[name], "PATCH", "/listings/"+listing,
				map[string]any{"fields": map[string]any{"ListPrice": 1_000 + n}})
			if !slices.Contains([]int{http.StatusOK, http.StatusNotFound, http.StatusConflict}, status) {
				t.Fatalf("an edit in %s: %d %s", name, status, body)
			}
		}
	}
	for _, name := range regionLetters {
		_ = syscall.Kill(r.Region(string(name)).PID(), syscall.SIGCONT)
		r.Heal(string(name))
	}
	r.AllWell()
	sameEverywhere(t, r, regionLetters, listings, nil)
	areSound(r, regionLetters)
}

// Stock automerge-repo clients that go from region to region while others edit lose nothing, and nothing comes twice.
func TestSoak_StockClientsMoveBetweenRegions(t *testing.T) {
	volume.Soak(t)
	r := roomkeytest.StartRegions(t, regionLetters, delays)
	listing := r.Region("a").Shared("listings", 1)[0]
	for _, name := range regionLetters {
		editor := r.Region(string(name)).Edit(listing.Key(t), []string{"ListPrice", "AssociationFee",
			"OriginalListPrice"}[name-'a'], demo.Agent2)
		defer editor.Stop()
	}
	const clients, moves, words = 4, 12, 25
	var before [clients]int // of each letter, of what stands there already
	for n := range before {
		before[n] = strings.Count(remarks(r.Region("a"), listing.ID), string(rune('a'+n)))
	}
	var all []*peers.Client
	do := func(c *peers.Client, op string, call peers.Call, result any) {
		t.Helper()
		if err := c.Do(op, call, result); err != nil {
			t.Fatal(err)
		}
	}
	connect := func(c *peers.Client, region int) {
		t.Helper()
		s := r.Region(string(regionLetters[region%3]))
		do(c, "connect", peers.Call{"url": s.Socket() + "?access_token=" + s.Personal(demo.Agent1.Email)}, nil)
	}
	for n := range clients {
		c, err := peers.NewClient(t.Context(), filepath.Join(t.TempDir(), fmt.Sprint(n)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		connect(c, n)
		do(c, "open", peers.Call{"name": "r", "documentId": listing.DocumentID}, nil)
		all = append(all, c)
	}
	for move := range moves {
		for n, c := range all {
			do(c, "type", peers.Call{"name": "r", "path": []any{"PublicRemarks"}, "index": 0,
				"value": string(rune('a' + n)), "times": words}, nil)
			do(c, "disconnect", nil, nil)
			do(c, "type", peers.Call{"name": "r", "path": []any{"PublicRemarks"}, "index": 0,
				"value": string(rune('a' + n)), "times": words}, nil) // between two regions
			connect(c, n+move+1)
		}
	}
	for n := range clients {
		letter, want := string(rune('a'+n)), before[n]+2*moves*words
		for _, name := range regionLetters {
			s := r.Region(string(name))
			there := 0
			roomkeytest.Eventually(t, "each region has all that was typed", func() bool {
				there = strings.Count(remarks(s, listing.ID), letter)
				return there >= want
			})
			if there > want {
				t.Errorf("%c has %s %d times, and not %d", name, letter, there, want)
			}
		}
	}
}

// remarks is a text of a listing in a region.
func remarks(s *roomkeytest.Server, listing string) string {
	s.T.Helper()
	var shown roomkeytest.Record
	s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listing, &shown)
	text, _ := shown.Fields["PublicRemarks"].(string)
	return text
}

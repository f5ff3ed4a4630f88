package regions_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"roomkey/internal/roomkeytest"
)

// silent are the alerts of those who do not hear a region any more.
func silent(one string, watching ...string) string {
	var fires []string
	for _, who := range watching {
		fires = append(fires, "RoomkeyRegionSilent "+who+" "+one, "RoomkeyRegionProblem "+who)
	}
	return strings.Join(fires, ", ")
}

// alone are the alerts of a region that hears no other.
func alone(one string, others ...string) string {
	fires := []string{"RoomkeyRegionNoMajority " + one, "RoomkeyRegionProblem " + one}
	for _, other := range others {
		fires = append(fires, "RoomkeyRegionSilent "+one+" "+other)
	}
	return strings.Join(fires, ", ")
}

// heard is how many regions one hears, itself included.
func heard(by string, n float64) panel {
	return panel{"Regions that are heard", 0, about(by), equals(n)}
}

func notHeard(by, region string) panel {
	return panel{"Not heard for", 0, map[string]string{"instance": by, "region": region}, above(5)}
}

func lacks(by, region string) panel {
	return panel{"Writes that a region lacks", 0, map[string]string{"instance": by, "region": region}, above(1)}
}

func majority(of string, is float64) panel {
	return panel{"Rows behind; who orders them", 2, about(of), equals(is)}
}

// startAll starts servers together: none is ready by itself.
func startAll(r *roomkeytest.Regions, names ...string) {
	var starting sync.WaitGroup
	for _, name := range names {
		starting.Go(func() {
			if !r.Region(name).Starts() {
				r.T.Errorf("region %s ended:\n%s", name, r.Region(name).Tail(6000))
			}
		})
	}
	starting.Wait()
}

// loseShare deletes a region's share of the order of rows. It does not run.
func (w *watched) loseShare(name string) {
	if err := os.RemoveAll(filepath.Join(w.r.Region(name).Dir, "nats")); err != nil {
		w.t.Fatal(err)
	}
}

// faults are those that docs/guarantees.md speaks of. Some look at the regions as they are when their turn comes.
func (w *watched) faults() []func() fault {
	return []func() fault{w.cutOff, w.leaderCutOff, w.killed, w.twoKilled, w.paused, w.shareWiped, w.allWiped,
		w.diskLost, w.forged, w.diskFull}
}

func (w *watched) cutOff() fault {
	return fault{
		name:  "a region is cut off",
		make:  func() { w.r.Cut("c") },
		heal:  func() { w.r.Heal("c") },
		fires: silent("c", "a", "b") + ", " + alone("c", "a", "b"),
		shows: []panel{heard("a", 2), heard("b", 2), heard("c", 1), notHeard("a", "c"), lacks("a", "c"),
			majority("c", 0)},
		traced:   []string{"a edit", "a commit", "b import"},
		untraced: []string{"a edit", "c import"},
		checks:   "abc",
	}
}

func (w *watched) leaderCutOff() fault {
	leader := w.r.Status("a").Leader
	one, other := without("abc", leader)[:1], without("abc", leader)[1:]
	return fault{
		name:  "the region that orders rows is cut off",
		make:  func() { w.r.Cut(leader) },
		heal:  func() { w.r.Heal(leader) },
		fires: silent(leader, one, other) + ", " + alone(leader, one, other),
		may:   []string{"RoomkeyRegionNoMajority"}, // until the others have chosen
		shows: []panel{heard(one, 2), heard(leader, 1), notHeard(other, leader), majority(leader, 0),
			majority(one, 1)},
		traced:   []string{one + " edit", one + " commit", other + " import"},
		untraced: []string{one + " edit", leader + " import"},
		checks:   "abc",
	}
}

func (w *watched) killed() fault {
	return fault{
		name:   "a server is killed",
		make:   w.r.Region("b").Kill,
		heal:   w.r.Region("b").Start,
		fires:  "RoomkeyDown b, " + silent("b", "a", "c"),
		may:    []string{"RoomkeyRegionNoMajority"},
		shows:  []panel{heard("a", 2), heard("c", 2), notHeard("c", "b"), majority("a", 1)},
		traced: []string{"a edit", "c import"},
		checks: "ac",
	}
}

func (w *watched) twoKilled() fault {
	return fault{
		name:   "two of three are gone",
		make:   func() { w.r.Region("a").Kill(); w.r.Region("b").Kill() },
		heal:   func() { startAll(w.r, "a", "b") },
		fires:  "RoomkeyDown a, RoomkeyDown b, " + alone("c", "a", "b"),
		shows:  []panel{heard("c", 1), notHeard("c", "a"), notHeard("c", "b"), majority("c", 0)},
		traced: []string{"c edit", "c engine", "c commit"},
		checks: "c",
	}
}

func (w *watched) paused() fault {
	tell := func(signal syscall.Signal) func() {
		return func() {
			if err := syscall.Kill(w.r.Region("b").PID(), signal); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return fault{
		name:   "a server stands still",
		make:   tell(syscall.SIGSTOP),
		heal:   tell(syscall.SIGCONT),
		fires:  "RoomkeyDown b, " + silent("b", "a", "c"),
		may:    []string{"RoomkeyRegionNoMajority"},
		shows:  []panel{heard("a", 2), heard("c", 2), notHeard("a", "b")},
		traced: []string{"c edit", "a import"},
		checks: "ac",
	}
}

func (w *watched) shareWiped() fault {
	f := w.killed()
	f.name = "a region loses its share of the order of rows"
	f.heal = func() {
		w.loseShare("b")
		w.r.Region("b").Start()
	}
	return f
}

func (w *watched) allWiped() fault {
	return fault{
		name: "all are killed, and lose the order of rows",
		make: func() {
			for _, name := range "abc" {
				w.r.Region(string(name)).Kill()
			}
		},
		heal: func() {
			for _, name := range "abc" {
				w.loseShare(string(name))
			}
			startAll(w.r, "a", "b", "c")
		},
		fires: "RoomkeyDown a, RoomkeyDown b, RoomkeyDown c",
		may:   []string{"RoomkeyRegionSilent", "RoomkeyRegionNoMajority", "RoomkeyRegionProblem"}, // the last one's
		dark:  true,
	}
}

// diskLost has c begin with a backup. Its drills went with the disk.
func (w *watched) diskLost() fault {
	return fault{
		name: "a region's disk is lost",
		make: func() {
			w.r.Region("c").Kill()
			replaceData(w.r.Region("c"), w.backup)
		},
		heal:   w.r.Region("c").Start,
		fires:  "RoomkeyDown c, " + silent("c", "a", "b"),
		may:    []string{"RoomkeyRegionNoMajority"},
		shows:  []panel{heard("a", 2), notHeard("b", "c")},
		traced: []string{"b edit", "a import"},
		checks: "ab",
		leaves: "RoomkeyRestoreDrillNever c",
		mend:   func() { w.told("drill", "--data", w.r.Region("c").Dir) },
	}
}

// forged has somebody in the place of c send what is refused, until it is over.
func (w *watched) forged() fault {
	ctx, stop := context.WithCancel(w.t.Context())
	var sending sync.WaitGroup
	var leave func()
	return fault{
		name: "messages are forged",
		make: func() {
			w.r.Region("c").Kill()
			var forgeries map[string]func()
			forgeries, leave = forge(w.t, w.r)
			sending.Go(func() {
				for ctx.Err() == nil {
					forgeries["seal"]()
					forgeries["payload"]()
					pause(ctx, 200*time.Millisecond)
				}
			})
		},
		heal: func() {
			stop()
			sending.Wait()
			leave()
			w.r.Region("c").Start()
		},
		fires: "RoomkeyRegionRefusesMessages a seal, RoomkeyRegionRefusesMessages a payload, " +
			"RoomkeyRegionRefusesMessages b seal, RoomkeyRegionRefusesMessages b payload, RoomkeyDown c, " +
			silent("c", "a", "b"),
		may: []string{"RoomkeyRegionNoMajority", "RoomkeyRegionRefusesMessages"}, // for other reasons too
		shows: []panel{heard("a", 2), {"Messages refused", 0, map[string]string{"instance": "b", "reason": "seal"},
			above(0)}},
		traced: []string{"a edit", "b import"},
		checks: "ab",
	}
}

func (w *watched) diskFull() fault {
	if w.disk == "" {
		w.t.Log("a full disk is left out: only root can make a small one")
		return fault{}
	}
	filler := filepath.Join(w.disk, "filler")
	return fault{
		name:  "a region's disk is full",
		make:  func() { fill(w.t, filler) },
		heal:  func() { _ = os.Remove(filler) }, // where it stays, alerts do
		fires: "RoomkeyDiskNearlyFull b, RoomkeySelfCheckFails b",
		may: []string{"RoomkeySelfCheckLosses", "RoomkeyRegionProblem", "RoomkeyRegionRowsBehind",
			"RoomkeySelfCheckStopped"}, // its times are shortened, and those of a check are not
		shows: []panel{{"Self-check", 0, about("b"), equals(0)}, {"Self-check", 0, about("a"), equals(1)},
			{"Disk left", 0, about("b"), func(value float64) bool { return value < 0.01 }}},
		traced: []string{"a edit", "c import"},
		checks: "ac",
	}
}

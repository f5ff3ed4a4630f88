package plugins_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// roundsToWarm: caches, pools and prepared statements are full then, and the heap has its size.
const roundsToWarm = 2

// runsOf is how often a guest runs in a round, of those that make wanted runs. A plugin that crashes five times is
// suspended until it is granted again. Where few runs are wanted, each guest runs once a round: there are as many
// rounds then.
func runsOf(h *hostile, round, wanted int) int {
	switch {
	case h.slow && round%5 > 0:
		return 0
	case h.slow, wanted < 500:
		return 1
	case h.script != "":
		return 2
	}
	return 4
}

// What may be more after all runs than before them. Among a thousand, which make soak has, a run that left only 40 KiB,
// one open file in a hundred, or one goroutine in a hundred behind would be found; among a quarter of them, four times
// that.
const (
	slackBytes      = 40 << 20
	slackFiles      = 10
	slackGoroutines = 10
)

func TestHostileGuests_AThousandRunsLeaveNothingBehind(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Rounds(t, 1_000, "runs of hostile guests"), runAgainAndAgain)
}

func runAgainAndAgain(t *testing.T, program roomkeytest.Config, wanted int) {
	program.Plain = true // with the race detector, memory is not what it is, and a flood takes longer than a step may
	program.Flags = []string{"--frame-rate", "0"}
	s := &server{roomkeytest.Start(t, program)}
	s.OpenPlugins()
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	process, guests := s.PID(), brief(t)
	for i := range guests {
		s.installHostile(broker, &guests[i], briefSeconds)
	}
	editor := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return editor.Saved() })
	round := func(number int) (runs int) {
		var tasks []string
		var of []*hostile
		for i := range guests {
			for range runsOf(&guests[i], number, wanted) {
				tasks, of = append(tasks, s.Begin(caller, guests[i].id()+"/run", nil).ID), append(of, &guests[i])
			}
		}
		for i, task := range tasks {
			h := of[i]
			if end := log.ending(task); end.name != crm.EventTaskFailed || !slices.Contains(h.codes, end.data.Code) {
				t.Fatalf("%s ended with %s, %+v", h.name, end.name, end.data)
			}
		}
		for i := range guests {
			s.grant(broker, guests[i].id(), guests[i].asks)
		}
		return len(tasks)
	}
	for number := range roundsToWarm {
		round(number)
	}
	before := s.holdings()
	runs := 0
	for number := 0; runs < wanted; number++ {
		runs += round(number)
	}
	after := s.holdings()
	t.Logf("before %+v; after %d runs %+v", before, runs, after)
	if !after.within(before) {
		roomkeytest.Eventually(t, "what the runs took is given back",
			func() bool { return s.holdings().within(before) })
	}
	editor.Stop()
	if !s.Running() || s.PID() != process {
		t.Fatal("the server went")
	}
	if strings.Contains(s.Tail(1<<30), `"level":"ERROR"`) {
		t.Error("the server logged errors")
	}
	s.IsSound()
}

// holdings are what a server holds at a moment.
type holdings struct {
	bytes                     int64 // resident
	files, goroutines, guests int
}

func (h holdings) within(before holdings) bool {
	return h.bytes <= before.bytes+slackBytes && h.files <= before.files+slackFiles &&
		h.goroutines <= before.goroutines+slackGoroutines &&
		h.guests <= spareGuests+idleGuests
}

// idleGuests is how many processes a server keeps with the program that they ran.
const idleGuests = 8

// holdings asks the system, and the server's own numbers.
func (s *server) holdings() (h holdings) {
	s.T.Helper()
	pid := s.PID()
	h.bytes, _ = roomkeytest.Memory(s.T, pid)
	h.guests = len(s.Guests())
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		s.T.Fatal(err)
	}
	h.files = len(files)
	response, err := http.Get("http://" + s.Addr + "/metrics")
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if n, _ := fmt.Sscanf(lines.Text(), "go_goroutines %d", &h.goroutines); n == 1 {
			return h
		}
	}
	s.T.Fatal("the metrics don't tell of goroutines")
	return h
}

package sync_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// Heavy records that others have open take no memory while they are not used. Nobody notices: edits by the socket and
// by REST go on from what is stored, and every peer hears of them.
func TestHub_HeavyRecordsSleepWhileOthersAreUsed(t *testing.T) {
	hub := openHub(t)
	storage := &counted{testStorage: hub.storage}
	hub.Hub = realtime.New(realtime.Config{Storage: storage, Engine: engines, Awake: 33}) // all records are heavy
	const records = 4
	var all []*crm.Record
	var mine, theirs []*device
	for i := range records {
		rec := hub.newLead(fmt.Sprint("Ann ", i))
		all = append(all, rec)
		mine, theirs = append(mine, hub.open(&agent, rec.ID)), append(theirs, hub.open(&mate, rec.ID))
		theirs[i].untilField("name", fmt.Sprintf(`"Ann %d"`, i))
		mine[i].untilField("name", fmt.Sprintf(`"Ann %d"`, i))
	}
	const rounds = 5
	before := storage.reads.Load()
	for round := range rounds {
		for i, rec := range all {
			detail := fmt.Sprintf("%d-%d", round, i)
			mine[i].untilSaved(mine[i].set("sourceDetail", detail))
			theirs[i].untilField("sourceDetail", `"`+detail+`"`)
			hub.patch(&lead, rec.ID, "email", detail+"@example.test")
			theirs[i].untilField("email", `"`+detail+`@example.test"`)
			hub.wantField(hub.stored(rec.ID), "sourceDetail", `"`+detail+`"`)
		}
	}
	if reads := storage.reads.Load() - before; reads < records*(rounds-1) {
		t.Errorf("the records were read %d times: they did not sleep", reads)
	}
	// Looking at an old state wakes nobody.
	before = storage.reads.Load()
	for _, rec := range all[:records-1] {
		was, err := hub.At(hub.ctx, &mate, rec.ID, rec.Heads)
		if err != nil {
			t.Fatal(err)
		}
		hub.wantField(was, "name", string(rec.Fields["name"]))
	}
	if reads := storage.reads.Load() - before; reads != 0 {
		t.Errorf("looking at old states read records %d times", reads)
	}
	for i := range all {
		mine[i].disconnect()
		theirs[i].disconnect()
	}
}

// A snapshot may be stored for longer than its record stays awake. Its end wakes nobody.
func TestHub_TheEndOfACompactionLetsARecordSleep(t *testing.T) {
	hub := openHub(t)
	storage := &counted{testStorage: hub.storage}
	hub.Hub = realtime.New(realtime.Config{Storage: storage, Engine: engines, Awake: 33})
	rec, other := hub.newLead("Ann"), hub.newLead("Bea")
	storing, proceed := make(chan struct{}), make(chan struct{})
	wait := func() { close(storing); <-proceed }
	hub.storage.compact.Store(&wait)
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	for begun := false; !begun; {
		for range 50 {
			a.set("sourceDetail", "1")
		}
		a.untilSaved(a.set("sourceDetail", "2"))
		select {
		case <-storing:
			begun = true
		default:
		}
	}
	a.disconnect()
	hub.patch(&agent, other.ID, "sourceDetail", "1") // so the first one falls asleep
	if _, err := hub.History(hub.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err) // comes after that, and wakes nobody
	}
	before := storage.reads.Load()
	close(proceed)
	hub.close() // waits for all turns
	if reads := storage.reads.Load() - before; reads != 0 {
		t.Errorf("the document was read %d times", reads)
	}
}

// The memory of heavy records that fell asleep is given back, although nothing else allocates.
func TestHub_MemoryOfSleepingRecordsIsGivenBack(t *testing.T) {
	hub := openHub(t)
	collected := make(chan struct{}, 64)
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Awake: 33,
		Collect: func() { collected <- struct{}{} }})
	large, other := hub.newLead("Ann"), hub.newLead("Bea")
	hub.patch(&agent, large.ID, "briefing", strings.Repeat("a", 60_000))
	const rounds = 4
	for round := range rounds { // it falls asleep in each, because the other one is used
		hub.patch(&agent, large.ID, "sourceDetail", fmt.Sprint(round))
		hub.patch(&agent, other.ID, "sourceDetail", fmt.Sprint(round))
		if round == 0 && len(collected) > 0 {
			t.Fatal("memory is given back although little was forgotten")
		}
	}
	for range rounds / 2 {
		select {
		case <-collected:
		case <-time.After(20 * time.Second):
			t.Fatal("the memory is kept")
		}
	}
}

// A heavy record that nobody has open any more leaves memory. No other one follows whose memory would be given back
// with its own.
func TestHub_MemoryOfTheLastHeavyRecordIsGivenBack(t *testing.T) {
	hub := openHub(t)
	collected := make(chan struct{}, 64)
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines,
		Collect: func() { collected <- struct{}{} }})
	large := hub.newLead("Ann")
	hub.patch(&agent, large.ID, "briefing", strings.Repeat("a", 60_000))
	ctx, end := context.WithCancel(hub.ctx)
	var running sync.WaitGroup
	running.Go(func() { _ = hub.Run(ctx) })
	select {
	case <-collected:
	case <-time.After(20 * time.Second):
		t.Error("the memory is kept")
	}
	end()
	running.Wait()
}

package regions_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// A server tells the others of an edit that its disk then refuses, and is killed. When it is back it has the edit from
// them, and the device that offers it again hears that it is saved.
func TestFault_ATellingServerIsKilledOnAFullDisk(t *testing.T) {
	volume.Soak(t)
	if os.Getuid() != 0 {
		t.Skip("only root can make a small disk")
	}
	t.Parallel()
	r := roomkeytest.PrepareRegions(t, "abc", nil)
	a, b := r.Region("a"), r.Region("b")
	disk := smallDisk(t, b, "256m")
	r.Start()
	listing := a.Shared("listings", 1)[0].Key(t)
	device := openCopied(b, listing)
	device.edit("City", "Before") // an actor's first change waits for the disk
	shows(a, listing, "City", "Before")

	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	made, err := device.doc.Prepare(1, func(int) (string, any) { return "City", "Told and lost" })
	if err == nil {
		err = device.client.Post(device.doc.ID, made[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	shows(a, listing, "City", "Told and lost")
	shows(r.Region("c"), listing, "City", "Told and lost")
	if err := device.doc.WaitSaved(roomkeytest.Within(t, time.Second), made[0].Hash); err == nil {
		t.Error("b saves on a full disk")
	}
	b.Kill()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	b.Start()
	if answer := offer(b, listing, made[0]); answer.Type != "saved" {
		t.Errorf("the device offers it again, and hears %+v", answer)
	}
	shows(b, listing, "City", "Told and lost")
	saves(b, open(b, listing), "City", "Afterwards")
	r.AllWell()
	for _, name := range []string{"a", "b", "c"} {
		shows(r.Region(name), listing, "City", "Afterwards")
		if doc := open(r.Region(name), listing); !doc.Has(made[0].Hash) {
			t.Errorf("%s lacks the edit", name)
		}
	}
	equalAndSound(r, listing, "a", "b", "c")
}

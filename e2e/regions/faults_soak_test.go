package regions_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// A server that stands still and goes on, all that are killed at once, and an order of rows that all have lost: edits
// are kept, and rows go on.
func TestFault_PausedKilledAndWiped(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	r := roomkeytest.PrepareRegions(t, "abc", nil)
	checksItself(r, "abc")
	r.Start()
	a, b := r.Region("a"), r.Region("b")
	listing := a.Shared("listings", 1)[0].Key(t)
	makesRows(r, "a", "c")

	if err := syscall.Kill(b.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	roomkeytest.Eventually(t, "a notices that b stands still", func() bool {
		return r.Status("a").State("b") == "silent"
	})
	saves(a, open(a, listing), "City", "While b stood still")
	makesRows(r, "a", "c")
	tells(t, r, "a", `roomkey_region_there{region="b"}`, 0)
	tells(t, r, "a", "roomkey_region_problem", 1)
	tells(t, r, "a", "roomkey_rows_available", 1)
	checksGood(t, r, "a")
	if err := syscall.Kill(b.PID(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	r.AllWell()
	shows(b, listing, "City", "While b stood still")
	makesRows(r, "b", "a")
	tells(t, r, "a", `roomkey_region_there{region="b"}`, 1)
	tells(t, r, "a", "roomkey_region_problem", 0)
	checksGood(t, r, "b")

	for _, wiped := range []bool{false, true} {
		for _, name := range []string{"a", "b", "c"} {
			r.Region(name).Kill()
		}
		for _, name := range []string{"a", "b", "c"} {
			if wiped {
				if err := os.RemoveAll(filepath.Join(r.Region(name).Dir, "nats")); err != nil {
					t.Fatal(err)
				}
			}
		}
		r.Start()
		makesRows(r, "b", "c")
		for _, name := range []string{"a", "b", "c"} {
			tells(t, r, name, "roomkey_rows_available", 1)
			checksGood(t, r, name)
		}
		saves(b, open(b, listing), "PostalCode", fmt.Sprintf("9000%d", len(fmt.Sprint(wiped))))
	}
	equalAndSound(r, listing, "a", "b", "c")
}

// A full disk in one region stops what is saved there, and nothing elsewhere. When there is room, what waited is saved.
func TestFault_AFullDiskStopsOneRegionAlone(t *testing.T) {
	volume.Soak(t)
	if os.Getuid() != 0 {
		t.Skip("only root can make a small disk")
	}
	t.Parallel()
	r := roomkeytest.PrepareRegions(t, "abc", nil)
	checksItself(r, "abc")
	a, b := r.Region("a"), r.Region("b")
	disk := smallDisk(t, b, "256m")
	r.Start()
	listing := a.Shared("listings", 1)[0].Key(t)
	inA, inB := open(a, listing), open(b, listing)
	saves(b, inB, "City", "Before")
	shows(a, listing, "City", "Before")

	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	hash, err := inB.Set("City", "On the full disk")
	if err != nil {
		t.Fatal(err)
	}
	if err := inB.WaitSaved(roomkeytest.Within(t, 5*time.Second), hash); err == nil {
		t.Error("b saves on a full disk")
	}
	tells(t, r, "b", "roomkey_self_check_failing", 1)
	if free := metric(t, r, "b", "roomkey_disk_free_bytes"); free > 1<<20 {
		t.Errorf("b tells of %v free bytes on its full disk", free)
	}
	tells(t, r, "a", "roomkey_self_check_failing", 0)
	checksGood(t, r, "a")
	saves(a, inA, "PostalCode", "95111")
	shows(r.Region("c"), listing, "PostalCode", "95111")
	makesRows(r, "a", "c")

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	b.Save(inB, hash, nil)
	shows(a, listing, "City", "On the full disk")
	shows(b, listing, "PostalCode", "95111")
	tells(t, r, "b", "roomkey_self_check_failing", 0)
	r.AllWell()
	makesRows(r, "b", "a")
	equalAndSound(r, listing, "a", "b", "c")
}

// smallDisk moves the data of a region that does not run yet to a disk of its own.
func smallDisk(t *testing.T, s *roomkeytest.Server, size string) (disk string) {
	t.Helper()
	disk = t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk: %v", err)
	}
	t.Cleanup(func() {
		s.Kill()
		_ = syscall.Unmount(disk, 0) // the folder's removal says what is wrong
	})
	small := filepath.Join(disk, "data")
	roomkeytest.CopyData(t, small, s.Dir)
	s.Dir = small
	return disk
}

// fill fills a disk by a file.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(bytes.Repeat([]byte{1}, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

// One region of three is followed by Litestream under load, loses its disk, and comes back from the replica: as a new
// origin, with what others had of it. A drill passes of its replica and of its backup.
func TestFault_ALostDiskComesBackFromLitestream(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	program := litestream(t)
	r := roomkeytest.StartRegions(t, "abc", nil)
	a, c := r.Region("a"), r.Region("c")
	records := a.Shared("listings", 3)
	editors := []*roomkeytest.Editor{a.Edit(records[0].Key(t), "ListPrice", demo.Agent1),
		r.Region("b").Edit(records[1].Key(t), "ListPrice", demo.Agent1)}
	listing := records[2].Key(t)
	env := append(os.Environ(), "ROOMKEY_DATA="+c.Dir, "LITESTREAM_REPLICA=file://"+t.TempDir(), "FLY_REGION=c")
	follow := exec.Command(program, "replicate", "-config", "../../deploy/litestream.yml")
	follow.Env, follow.Stdout, follow.Stderr = env, io.Discard, io.Discard
	if err := follow.Start(); err != nil {
		t.Fatal(err)
	}
	saves(c, open(c, listing), "City", "Followed")
	shows(a, listing, "City", "Followed")
	origin := ownOrigin(r, "c")
	restored := func(file string) error {
		cmd := exec.Command(program, "restore", "-config", "../../deploy/litestream.yml", "-o", file,
			filepath.Join(c.Dir, "roomkey.db"))
		cmd.Env = env
		return cmd.Run() // it fails until the replica has its first state
	}
	number := 0
	copied := ""
	roomkeytest.Eventually(t, "a replica can be restored", func() bool {
		number++
		copied = filepath.Join(t.TempDir(), fmt.Sprint("copy", number))
		return restored(copied) == nil
	})
	for _, args := range [][]string{{"drill", "--data", c.Dir, "--name", "litestream", copied},
		{"drill", "--data", c.Dir}} {
		if said, err := roomkeytest.Told(t, args...); err != nil {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
	}
	_ = follow.Process.Kill()
	_ = follow.Wait() // it was killed
	saves(c, open(c, listing), "City", "Not followed any more")
	shows(a, listing, "City", "Not followed any more")
	c.Kill()
	replaceData(c, copied)
	c.Start()
	r.AllWell()
	if again := ownOrigin(r, "c"); again == origin || again == "" {
		t.Errorf("c's log was %q and is %q", origin, again)
	}
	shows(c, listing, "City", "Not followed any more")
	saves(c, open(c, listing), "City", "Restored")
	shows(a, listing, "City", "Restored")
	makesRows(r, "c", "a")
	for _, editor := range editors {
		editor.Stop()
	}
	equalAndSound(r, records[0].Key(t), "a", "b", "c")
}

// ownOrigin is the log that a region writes, as it says itself.
func ownOrigin(r *roomkeytest.Regions, name string) string {
	for _, region := range r.Status(name).Regions {
		if region.Name == name {
			return region.Origin
		}
	}
	return ""
}

// litestream is the program, as deploy/tools pins it; LITESTREAM may name another one.
func litestream(t *testing.T) string {
	t.Helper()
	if program := os.Getenv("LITESTREAM"); program != "" {
		return program
	}
	program := filepath.Join(t.TempDir(), "litestream")
	cmd := exec.Command("go", "build", "-C", "../../deploy/tools", "-trimpath", "-o", program,
		"github.com/benbjohnson/litestream/cmd/litestream")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build litestream: %v\n%s", err, said)
	}
	return program
}

package store_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A file is its sender's, for a day, and of one user the newest eight are kept.
func TestUploads_AreKeptForADayAndTheNewestEight(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Options{Dir: newDir(t), Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	broker, err := s.Brokerage(t.Context(), "Demo Realty")
	if err != nil {
		t.Fatal(err)
	}
	user := &crm.User{Email: "ana@demo.test", Name: "Ana", Role: crm.RoleAgent, Broker: broker}
	if err := s.AddUser(t.Context(), user, "hash"); err != nil {
		t.Fatal(err)
	}
	id := func(n int) (id crm.ID) {
		binary.BigEndian.PutUint32(id[:], uint32(n+1))
		id[6], id[8] = 0x40, 0x80
		return id
	}
	for n := range 9 {
		at = at.Add(time.Minute)
		if _, err := s.AddUpload(t.Context(), id(n), user, fmt.Appendf(nil, "file %d\x00\xff", n)); err != nil {
			t.Fatal(err)
		}
	}
	there := func(n int) bool {
		_, _, err := s.ReadUpload(t.Context(), user.ID, id(n), 0, 10)
		return err == nil
	}
	if there(0) || !there(1) || !there(8) {
		t.Errorf("the ninth file left %v %v %v", there(0), there(1), there(8))
	}
	piece, size, err := s.ReadUpload(t.Context(), user.ID, id(8), 5, 3)
	if string(piece) != "8\x00\xff" || size != 8 || err != nil {
		t.Errorf("a piece is %q of %d: %v", piece, size, err)
	}
	_, _, err = s.ReadUpload(t.Context(), id(99), id(8), 0, 10)
	wantCode(t, err, crm.CodeNotFound)
	at = at.Add(24*time.Hour - 30*time.Second)
	if there(7) || !there(8) {
		t.Error("a file is not kept for a day, or for longer")
	}
	if err := s.RemoveUpload(t.Context(), user.ID, id(8)); err != nil || there(8) {
		t.Errorf("after it was deleted: %v, %v", there(8), err)
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A file of another region is kept for as long as there, unless something was erased since that region was asked.
func TestUploads_OfAnotherRegion(t *testing.T) {
	t.Parallel()
	at := now
	s, user, _ := hookStore(t, newDir(t), func() time.Time { return at })
	has := func(n int) bool {
		_, _, err := s.ReadUpload(t.Context(), user.ID, id(n), 0, 10)
		return err == nil
	}
	keep := func(n int, sent time.Time, rows uint64) error {
		return s.KeepUpload(t.Context(), id(n), user, &crm.SentFile{Content: []byte("a file"), At: sent}, rows)
	}
	for range 2 { // two reads may ask at once
		if err := keep(1, now.Add(-23*time.Hour), 0); err != nil || !has(1) {
			t.Error(err)
		}
	}
	if sent, err := s.WholeUpload(t.Context(), user.ID, id(1)); err != nil || string(sent.Content) != "a file" ||
		!sent.At.Equal(now.Add(-23*time.Hour)) {
		t.Error(sent, err)
	}
	if _, err := s.WholeUpload(t.Context(), id(999), id(1)); crm.CodeOf(err) != crm.CodeNotFound {
		t.Error("somebody else is given a file:", err)
	}
	if err := keep(2, now.Add(-25*time.Hour), 0); crm.CodeOf(err) != crm.CodeNotFound || has(2) {
		t.Error("an old file is kept:", err)
	}
	if err := keep(3, now.Add(1000*time.Hour), 0); err != nil { // its region's clock is ahead
		t.Error(err)
	}
	at = now.Add(2 * time.Hour)
	if has(1) || !has(3) {
		t.Errorf("after two hours the files are there: %t, %t", has(1), has(3))
	}
	r := tellLeads(t, s, user, 0, "")
	asked, err := s.LedgerEnd(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if err := keep(4, at, asked); crm.CodeOf(err) != crm.CodeNotFound || has(4) || has(3) {
		t.Errorf("a file of before an erasure is there: %t, %t, %v", has(4), has(3), err)
	}
	if err := keep(5, at, asked+1); err != nil || !has(5) {
		t.Error(err)
	}
	at = now.Add(26 * time.Hour)
	if has(5) {
		t.Error("a file stays for longer than a day")
	}
}

// A file of another region counts among a user's by when it was sent: it takes the place of none that came later.
func TestUploads_OfAnotherRegionReplaceNoneThatCameLater(t *testing.T) {
	t.Parallel()
	at := now
	s, user, _ := hookStore(t, newDir(t), func() time.Time { return at })
	for n := range 8 {
		at = at.Add(time.Minute)
		if _, err := s.AddUpload(t.Context(), id(1+n), user, []byte("a file")); err != nil {
			t.Fatal(err)
		}
	}
	has := func() (there []int) {
		for n := 1; n < 12; n++ {
			if _, _, err := s.ReadUpload(t.Context(), user.ID, id(n), 0, 10); err == nil {
				there = append(there, n)
			}
		}
		return there
	}
	for _, c := range []struct {
		file int
		sent time.Time
		want []int
	}{
		{10, now, []int{1, 2, 3, 4, 5, 6, 7, 8}},
		{11, now.Add(90 * time.Second), []int{2, 3, 4, 5, 6, 7, 8, 11}},
		{11, now.Add(90 * time.Second), []int{2, 3, 4, 5, 6, 7, 8, 11}},
	} {
		err := s.KeepUpload(t.Context(), id(c.file), user, &crm.SentFile{Content: []byte("a file"), At: c.sent}, 0)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			t.Fatal(err)
		}
		if there := has(); !slices.Equal(there, c.want) {
			t.Errorf("after file %d there are %v, want %v", c.file, there, c.want)
		}
	}
}

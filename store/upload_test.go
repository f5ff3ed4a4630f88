package store_test

import (
	"encoding/binary"
	"fmt"
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

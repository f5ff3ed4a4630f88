package command

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// nobody is the order of regions that are not there.
type nobody struct{}

func (nobody) Order(context.Context, crm.LedgerEntry) error { return crm.ErrForbidden }

// ofSeveral is a folder of a region.
func ofSeveral(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err == nil {
		err = errors.Join(s.OrderBy(t.Context(), nobody{}), s.Close(), os.Mkdir(filepath.Join(dir, "nats"), 0o700))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRegionAlone_LetsOneOfSeveralBeServedByItself(t *testing.T) {
	dir := ofSeveral(t)
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0"},
		{"serve", "--addr", "127.0.0.1:0", "--region", "fra", "--cluster", "fra=127.0.0.1:1"},
	} {
		status, said := runs(t, "", append(args, "--data", dir)...)
		if status != 1 || !strings.Contains(said, "the same --region and --cluster") ||
			!strings.Contains(said, "roomkey region alone --data "+dir) {
			t.Errorf("%v: %d %s", args, status, said)
		}
	}
	if status, said := runs(t, "", "region", "alone", "--data", dir); status != 1 || !strings.Contains(said, "--yes") {
		t.Errorf("without --yes: %d %s", status, said)
	}
	if status, said := runs(t, "", "region", "alone", "--yes", "--data", filepath.Join(dir, "x")); status != 1 {
		t.Errorf("of a folder without data: %d %s", status, said)
	}
	if status, said := runs(t, "", "region", "alone", "--yes", "--data", dir); status != 0 {
		t.Errorf("with --yes: %d %s", status, said)
	}
	if _, err := os.Stat(natsFolder(dir)); err == nil {
		t.Error("the share of the rows' order is still there")
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Brokerage(t.Context(), "Harbor"); err != nil {
		t.Error(err)
	}
}

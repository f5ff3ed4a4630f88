package bundled_test

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roomkey/plugins/author"
	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// What a server takes of one call; see plugins/runner.
const (
	maxChanges    = 500
	maxRequest    = 1 << 20
	maxCheckpoint = 256 << 10
)

// program builds a bundled plugin as `make build` does, and gives what is in its package.
func program(t *testing.T, dir string) guest.Program {
	t.Helper()
	file, err := author.Build(t.Context(), os.Environ(), dir, filepath.Join(t.TempDir(), "p.zip"))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	entry, err := archive.Open("main.wasm")
	if err != nil {
		t.Fatal(err)
	}
	defer entry.Close()
	code, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	return guest.NewProgram(guest.RuntimeWasm, code)
}

// importer answers an import's calls within a server's bounds, and counts.
type importer struct {
	input, there                   json.RawMessage // the step's, and what records.query finds, page by page
	pages                          int
	created, checkpoints, progress int
	output                         struct{ Totals map[string]int }
}

func (i *importer) op(_ context.Context, name string, in []byte) ([]byte, error) {
	switch name {
	case "task.input":
		return json.Marshal(map[string]any{"input": i.input, "step": "import", "attempt": 1})
	case "records.query":
		if i.pages--; i.pages < 0 {
			return []byte(`{"items":[],"next":null}`), nil
		}
		return fmt.Appendf(nil, `{"items":%s,"next":"more"}`, i.there), nil
	case "records.propose":
		var asked struct{ Changes []json.RawMessage }
		if err := json.Unmarshal(in, &asked); err != nil {
			return nil, err
		}
		if len(asked.Changes) > maxChanges || len(in) > maxRequest {
			return nil, fmt.Errorf("%d changes in %d bytes", len(asked.Changes), len(in))
		}
		i.created += len(asked.Changes)
		made := make([]map[string]string, len(asked.Changes))
		for k := range made {
			made[k] = map[string]string{"type": "listing", "record": fmt.Sprint(i.created, k)}
		}
		return json.Marshal(map[string]any{"proposals": made})
	case "task.checkpoint":
		if i.checkpoints++; len(in) > maxCheckpoint {
			return nil, fmt.Errorf("a checkpoint of %d bytes", len(in))
		}
	case "task.progress":
		i.progress++
	case "task.output":
		return []byte("{}"), json.Unmarshal(in, &i.output)
	default:
		return nil, fmt.Errorf("%s %s", name, in)
	}
	return []byte("{}"), nil
}

// homes is a file of n homes, and the records that every third of them is already.
func homes(n int) (input, there json.RawMessage, err error) {
	var file strings.Builder
	file.WriteString("MLS #,Status,Type,Property Address,Price,Beds,Baths,Sq Ft,List Date,Remarks\r\n")
	var records []map[string]any
	for i := range n {
		fmt.Fprintf(&file,
			"SAC%06d,active,residential,\"%d Birch St, Sacramento, CA "+
				"95838\",\"$%d,200\",3,2,\"1,%03d\",6/%d/2026,\"A \"\"home\"\" with a yard, near the river, number "+
				"%d of a long street.\"\r\n",
			i, i, 100+i%800, i%1000, 1+i%28, i)
		if i%3 == 0 && len(records) < 500 {
			records = append(records, map[string]any{"id": fmt.Sprintf("11111111-1111-4111-8111-%012d", i),
				"type": "listing", "fields": map[string]any{
					"ListingId": fmt.Sprintf("SAC%06d", i), "UnparsedAddress": fmt.Sprintf("%d Birch Street", i),
					"City": "Sacramento", "PublicRemarks": strings.Repeat("Long. ", 100)}})
		}
	}
	if input, err = json.Marshal(map[string]string{"type": "listing", "csv": file.String()}); err != nil {
		return nil, nil, err
	}
	there, err = json.Marshal(records)
	return input, there, err
}

func TestCSVImport_TakesTenThousandRowsBesideAsManyRecords(t *testing.T) {
	host := guesttest.Host(t)
	input, there, err := homes(10_000)
	if err != nil {
		t.Fatal(err)
	}
	i := &importer{input: input, there: there, pages: 20}
	if err := host.Step(t.Context(), program(t, "csv-import"),
		guest.Limits{MemoryBytes: 128 << 20, Wall: time.Hour, CPU: time.Minute}, i.op,
		func(line string) { t.Log(line) }); err != nil {
		t.Fatal(err)
	}
	if totals := i.output.Totals; i.created != 9500 || totals["created"] != 9500 || totals["skipped"] != 500 ||
		totals["failed"] != 0 || i.checkpoints != 50 || i.progress < 50 {
		t.Errorf("%d records were proposed in %d batches, %d times progress was told, and the report says %v",
			i.created, i.checkpoints, i.progress, totals)
	}
}

package bundled_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// crowd answers a search among n leads, all of them somebody else but the last, who is the first.
type crowd struct {
	n, told int
	output  struct {
		Looked   map[string]int
		Found    int
		Warnings []string
	}
}

func (c *crowd) op(_ context.Context, name string, in []byte) ([]byte, error) {
	switch name {
	case "task.input":
		return []byte(`{"input":{"types":["lead"]},"step":"find","attempt":1}`), nil
	case "records.query":
		var items []map[string]any
		for ; len(items) < 500 && c.told < c.n; c.told++ {
			items = append(items, c.lead(c.told))
		}
		page := map[string]any{"items": items, "next": "more"}
		if c.told == c.n {
			page["next"] = nil
		}
		return json.Marshal(page)
	case "records.get":
		var asked struct{ ID string }
		var i int
		if err := json.Unmarshal(in, &asked); err != nil {
			return nil, err
		}
		if _, err := fmt.Sscanf(asked.ID, "11111111-1111-4111-8111-%012d", &i); err != nil {
			return nil, err
		}
		return json.Marshal(c.lead(i))
	case "records.propose":
		return []byte(`{"proposals":[{},{}]}`), nil
	case "task.output":
		return []byte("{}"), json.Unmarshal(in, &c.output)
	}
	return []byte("{}"), nil
}

func (c *crowd) lead(i int) map[string]any {
	who := i % (c.n - 1)
	return map[string]any{"id": fmt.Sprintf("11111111-1111-4111-8111-%012d", i), "type": "lead",
		"createdAt": fmt.Sprintf("2026-11-01T00:00:00.%06dZ", i), "heads": []string{strings.Repeat("a", 64)},
		"fields": map[string]any{"name": fmt.Sprintf("Person%d Number%d", who, who),
			"email": fmt.Sprintf("person%d@example.net", who), "phone": fmt.Sprintf("+1-530-%07d", who),
			"source": "Website",
			"stage":  "new", "intent": "buy", "timeframe": "3-6", "priceMin": 30_000_000, "priceMax": 45_000_000,
			"areas": []string{"Sacramento"}, "tags": []string{"demo"}}}
}

func TestDedupe_LooksAtTwentyFiveThousandPeople(t *testing.T) {
	c := &crowd{n: 25_000}
	limits := guest.Limits{MemoryBytes: 128 << 20, Wall: 5 * time.Minute, CPU: 5 * time.Minute} // the manifest's
	if err := guesttest.Host(t).Step(t.Context(), program(t, "dedupe"), limits, c.op,
		func(line string) { t.Log(line) }); err != nil {
		t.Fatal(err)
	}
	if c.output.Looked["lead"] != c.n || c.output.Found != 1 || len(c.output.Warnings) != 0 {
		t.Errorf("it puts out %+v", c.output)
	}
}

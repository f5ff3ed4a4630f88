package webhooks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web/webhooks"
)

// updated is an update of a record by a user; changes is JSON.
func updated(record, by byte, heads, changes string) crm.Event {
	return crm.Event{Name: "lead:updated", Record: crm.ID{record}, Data: json.RawMessage(
		fmt.Sprintf(`{"id":%q,"heads":[%q],"by":%q,"changes":%s}`, crm.ID{record}, heads, crm.ID{by}, changes))}
}

func TestMerge_MakesOneOfSuccessiveUpdates(t *testing.T) {
	t.Parallel()
	told := webhooks.Merge([]crm.Event{
		updated(1, 1, "a", `{"/name":["A","B"]}`),
		updated(2, 1, "a", `{"/name":["X","Y"]}`), // another record
		updated(1, 1, "b", `{"/name":["B","C"],"/stage":["new","met"]}`),
		updated(1, 2, "c", `{"/name":["C","D"]}`), // another user
		{Name: "lead:archived", Record: crm.ID{1}, Data: json.RawMessage(`{}`)},
		updated(1, 2, "d", `{"/name":["D","E"]}`), // after something else
	})
	var got []string
	for _, e := range told {
		got = append(got, e.Name+" "+string(e.Data))
	}
	if len(told) != 5 || !strings.Contains(got[0], `"heads":["b"]`) ||
		!strings.Contains(got[0], `"/name":["A","C"]`) || !strings.Contains(got[0], `"/stage":["new","met"]`) {
		t.Errorf("it tells\n%s", strings.Join(got, "\n"))
	}
}

func TestMerge_BoundsWhatIsTold(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70_000)
	many := `{"/a":[1,2]`
	for n := range 10_000 {
		many += fmt.Sprintf(`,"/field/%d":[1,2]`, n)
	}
	told := webhooks.Merge([]crm.Event{updated(1, 1, "a", `{"/name":["A","`+long+`"]}`), updated(2, 1, "a", many+`}`),
		{Name: crm.EventTaskFailed, Data: json.RawMessage(`{"task":"t","code":"trap","message":"secret"}`)}})
	if data := string(told[0].Data); !strings.Contains(data, `"/name":[null,null]`) {
		t.Errorf("a long value is told as %.200s", data)
	}
	if data := string(told[1].Data); len(data) > 1000 || !strings.Contains(data, `"truncated":true`) {
		t.Errorf("many changes are told as %.200s", data)
	}
	if data := string(told[2].Data); data != `{"code":"trap","task":"t"}` {
		t.Errorf("a task's failure is told as %s", data)
	}
}

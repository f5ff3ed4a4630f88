package projection

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"roomkey/crm"
)

// What differs is the same whether equal items are left out before decoding or not, for lists of items with ids.
func TestChangedItems_LeavesOutOnlyWhatIsTheSame(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	words := []string{"", `a"b`, `c\`, `\"`, "[{,}]", "x"}
	note := func(id int) any {
		return map[string]any{"id": fmt.Sprint("n", id), "body": words[chance.IntN(len(words))],
			"mentions": []any{words[chance.IntN(len(words))]}}
	}
	list := func() (items []any) {
		for id := range 8 {
			if chance.IntN(4) > 0 {
				items = append(items, note(id))
			}
		}
		return items
	}
	for range 2_000 {
		before := list()
		after := append([]any{}, before...)
		switch chance.IntN(4) {
		case 0:
			after = append(after, note(9))
		case 1:
			if len(after) > 0 {
				at := chance.IntN(len(after))
				after = append(after[:at:at], after[at+1:]...)
			}
		case 2:
			if len(after) > 0 {
				after[chance.IntN(len(after))].(map[string]any)["body"] = "changed"
				before = list()
			}
		default:
			after = list()
		}
		old, _ := json.Marshal(append([]any{}, before...))
		fresh, _ := json.Marshal(after)
		want := map[string]crm.Change{}
		compare(want, "/notes", Decode(old), Decode(fresh))
		got := differences("", map[string]json.RawMessage{"notes": old}, map[string]json.RawMessage{"notes": fresh})
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s to %s: %s, want %s", old, fresh, got, want)
		}
	}
}

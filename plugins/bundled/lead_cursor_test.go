package bundled_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// ended is a server that knows no cursor from before its update. It has five leads, one made each day but the last two.
type ended struct {
	checkpoint string
	proposed   []string
	output     struct{ Scored, Changed int }
}

func (s *ended) op(_ context.Context, name string, in []byte) ([]byte, error) {
	switch name {
	case "task.input":
		return fmt.Appendf(nil, `{"input":{"all":true,"asOf":"2026-11-02T17:00:00Z"},"step":"score","attempt":2,
			"checkpoint":%s}`, s.checkpoint), nil
	case "records.query":
		return s.query(in)
	case "records.propose":
		var asked struct{ Changes []struct{ ID string } }
		if err := json.Unmarshal(in, &asked); err != nil {
			return nil, err
		}
		for _, c := range asked.Changes {
			s.proposed = append(s.proposed, c.ID)
		}
		return []byte(`{"proposals":[{}]}`), nil
	case "task.output":
		return []byte("{}"), json.Unmarshal(in, &s.output)
	}
	return []byte("{}"), nil
}

func (s *ended) query(in []byte) ([]byte, error) {
	var asked struct {
		Cursor string
		Filter struct{ CreatedAt struct{ Gte string } }
	}
	if err := json.Unmarshal(in, &asked); err != nil {
		return nil, err
	}
	if asked.Cursor != "" {
		return nil, &guest.OpError{Code: "invalid", Message: "cursor: is from before"}
	}
	var items []string
	for i := range 5 {
		if made := fmt.Sprintf("2026-10-0%dT00:00:00Z", min(i, 3)+1); made >= asked.Filter.CreatedAt.Gte {
			items = append(items, fmt.Sprintf(`{"id":"%d","createdAt":%q,"fields":{"name":"Ana","stage":"new"}}`, i, made))
		}
	}
	return fmt.Appendf(nil, `{"items":[%s],"next":null}`, strings.Join(items, ",")), nil
}

// A checkpoint's cursor is invalid after an update or a restore of the server. The step goes on without it.
func TestLeadScore_GoesOnWithoutACursorThatHasEnded(t *testing.T) {
	plugin := build(t, guesttest.Host(t), "lead-score")
	for name, c := range map[string]struct {
		checkpoint string
		want       []string // proposed
	}{
		"where it was": {`{"cursor":"old","scored":4,"changed":4,"readOnly":0,"best":[],
			"made":"2026-10-04T00:00:00Z","ids":["3"]}`, []string{"4"}},
		"a checkpoint of an earlier version": {`{"cursor":"old","scored":4,"changed":4,"readOnly":0,"best":[]}`,
			[]string{"0", "1", "2", "3", "4"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &ended{checkpoint: c.checkpoint}
			if err := plugin.host.Step(t.Context(), plugin.pkg.Program, plugins.LimitsOf(&plugin.pkg.Manifest), s.op,
				func(line string) { t.Log(line) }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(s.proposed, c.want) || s.output.Scored != 5 || s.output.Changed != 5 {
				t.Errorf("proposed for %v, put out %+v", s.proposed, s.output)
			}
		})
	}
}

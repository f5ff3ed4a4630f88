package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// Bounds of a user's preferences.
const (
	maxPreferenceDepth = 16                     // levels of objects and lists
	maxSettings        = 2 * crm.MaxPreferences // bytes of a request
)

// preferences are what the caller has set in the app. The server knows nothing of their members.
type preferences struct{ store *store.Store }

func (p *preferences) get(ctx context.Context, who *principal, _ *api.Empty) (*api.PreferencesAnswer, error) {
	found, err := p.store.Preferences(ctx, who.user().ID)
	if err != nil {
		return nil, err
	}
	return preferencesOf(found), nil
}

// put replaces them. The user's other devices hear of it in the user's room.
func (p *preferences) put(ctx context.Context, who *principal, asked *api.PutPreferencesRequest) (
	*api.PreferencesAnswer, error) {
	return p.write(ctx, who, asked.IfMatch, asked.Values, func(_, values json.RawMessage) (json.RawMessage, error) {
		return values, crm.CheckPreferences(values)
	})
}

// patch sets and removes some of them, and leaves the others as they are: a device may not know yet what another one
// has set.
func (p *preferences) patch(ctx context.Context, who *principal, asked *api.PatchPreferencesRequest) (
	*api.PreferencesAnswer, error) {
	return p.write(ctx, who, asked.IfMatch, asked.Values, crm.MergePreferences)
}

func (p *preferences) write(ctx context.Context, who *principal, match string, asked json.RawMessage,
	change func(now, asked json.RawMessage) (json.RawMessage, error)) (*api.PreferencesAnswer, error) {
	values, err := compactObject("values", asked, crm.MaxPreferences, maxPreferenceDepth)
	if err != nil {
		return nil, err
	}
	stored, err := p.store.SetPreferences(ctx, who.user().ID, func(now store.Preferences) (json.RawMessage, error) {
		if err := ifMatch(match, preferencesTag(now)); err != nil {
			return nil, err
		}
		return change(now.Values, values)
	})
	if err != nil {
		return nil, err
	}
	return preferencesOf(stored), nil
}

func preferencesOf(p store.Preferences) *api.PreferencesAnswer {
	values := p.Values
	if values == nil {
		values = json.RawMessage("{}")
	}
	return &api.PreferencesAnswer{ETag: preferencesTag(p), Values: values, UpdatedAt: api.TimeOrNull(p.At)}
}

// preferencesTag is of the values, so that it is the same in every region that has them.
func preferencesTag(p store.Preferences) string {
	sum := sha256.Sum256(p.Values)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// compactObject is a JSON object without white space. The error names the member that held it: it is none, or is larger
// or deeper than may be.
func compactObject(name string, raw json.RawMessage, most, deepest int) (json.RawMessage, error) {
	if len(raw) == 0 || raw[0] != '{' {
		return nil, crm.Invalid(name, "must be an object")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return nil, crm.Invalid(name, "has a wrong value")
	}
	if compact.Len() > most {
		return nil, &crm.Error{Code: crm.CodeTooLarge, Field: name,
			Message: "has more than " + strconv.Itoa(most) + " bytes"}
	}
	if depthOf(compact.Bytes()) > deepest {
		return nil, crm.Invalid(name, "has more than %d levels", deepest)
	}
	return compact.Bytes(), nil
}

// depthOf is how many objects and lists of valid JSON lie within one another at most.
func depthOf(valid []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(valid); i++ {
		switch c := valid[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

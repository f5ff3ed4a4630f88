package web_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

// twice looks for a member that is there twice by means of encoding/json, slowly.
func twice(value *json.Decoder) (pointer string, found bool) {
	token, err := value.Token()
	switch {
	case err != nil:
		return "", false
	case token == json.Delim('{'):
		seen := make(map[string]bool)
		for value.More() {
			token, _ := value.Token()
			name := token.(string)
			if seen[name] {
				return "/" + crm.Escape(name), true
			}
			seen[name] = true
			if within, found := twice(value); found {
				return "/" + crm.Escape(name) + within, true
			}
		}
	case token == json.Delim('['):
		for i := 0; value.More(); i++ {
			if within, found := twice(value); found {
				return "/" + strconv.Itoa(i) + within, true
			}
		}
	default:
		return "", false
	}
	_, _ = value.Token()
	return "", false
}

// madeUp writes a random value of JSON.
func madeUp(r *rand.Rand, depth int) string {
	space := []string{"", "", " ", "\n\t", "\r "}[r.IntN(5)]
	names := []string{`"a"`, `"b"`, `"\u0061"`, `""`, `"\""`, `"\\"`, `"\\\""`, `"a/b~c"`, `"é"`, `"{}[],:"`, `"c"`, `"d"`}
	plain := append(names, "1", "-2.5e3", "true", "null", "{}", "[]", `"`+strings.Repeat(`\\`, r.IntN(5))+`"`)
	if depth == 0 || r.IntN(3) == 0 {
		return space + plain[r.IntN(len(plain))] + space
	}
	var parts []string
	object := r.IntN(2) == 0
	for range r.IntN(5) + r.IntN(2)*r.IntN(20) {
		part := madeUp(r, depth-1)
		if object {
			name := names[r.IntN(len(names))]
			if r.IntN(3) > 0 {
				name = strconv.Quote(strconv.Itoa(len(parts)))
			}
			part = space + name + space + ":" + part
		}
		parts = append(parts, part)
	}
	if object {
		return space + "{" + space + strings.Join(parts, ",") + "}" + space
	}
	return space + "[" + space + strings.Join(parts, ",") + "]" + space
}

func TestAmbiguous_FindsWhatEncodingJSONReadsTwice(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	found := 0
	for range 4_000 {
		text := strings.TrimSpace(madeUp(r, 3))
		want, is := twice(json.NewDecoder(strings.NewReader(text)))
		if got, ok := web.Ambiguous([]byte(text)); ok != is || got != want {
			t.Fatalf("seed %d: %s: %q %v, want %q %v", seed, text, got, ok, want, is)
		}
		if is {
			found++
		}
	}
	if found < 400 || found > 3_600 {
		t.Errorf("seed %d: %d of 4,000 have a member twice: a poor test", seed, found)
	}
}

// A client that sends the largest bodies, of as many parts as fit, must not keep the processors to itself.
func TestDecode_PartsOfABodyCostNoAllocations(t *testing.T) {
	for name, body := range map[string]string{
		"numbers": `{"fields":{"notes":[` + strings.Repeat(`1,`, 500_000) + `1]}}`,
		"texts":   `{"fields":{"notes":[` + strings.Repeat(`"x",`, 250_000) + `1]}}`,
		"objects": `{"fields":{"notes":[` + strings.Repeat(`{"a":1},`, 120_000) + `1]}}`,
		"escapes": `{"fields":{"notes":"` + strings.Repeat(`\n`, 500_000) + `"}}`,
		"depth":   `{"fields":{"notes":` + strings.Repeat(`[`, 9_000) + strings.Repeat(`]`, 9_000) + `}}`,
	} {
		if allocated := testing.AllocsPerRun(1, func() {
			_, _ = web.Decode[api.PatchRecordRequest](bytes.Clone([]byte(body)))
		}); allocated > 200 {
			t.Errorf("%s: %.0f allocations", name, allocated)
		}
	}
}

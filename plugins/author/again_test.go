package author_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// A record that changes while its list is read comes again in a later page. The SDK gives it once, in every language.
func TestSDK_GivesARecordOnceThatAListHasAgain(t *testing.T) {
	h := guesttest.Host(t)
	for _, language := range allLanguages {
		t.Run(language, func(t *testing.T) {
			opened, err := plugins.Open(sdkPackage(t, language))
			if err != nil {
				t.Fatal(err)
			}
			var output struct{ Names []string }
			if err := h.Step(t.Context(), opened.Program, plugins.LimitsOf(&opened.Manifest),
				func(_ context.Context, op string, in []byte) ([]byte, error) {
					if op == "task.output" {
						return []byte("{}"), json.Unmarshal(in, &output)
					}
					return answerTour(op, string(in))
				}, func(line string) { t.Log(line) }); err != nil {
				t.Fatal(err)
			}
			if want := []string{"Ana", "Bo", "Cy"}; !slices.Equal(output.Names, want) {
				t.Errorf("it is given %v, want %v", output.Names, want)
			}
		})
	}
}

// answerTour answers the calls of the step tour. The second page of leads has one of the first again.
func answerTour(op, in string) ([]byte, error) {
	answer := "{}"
	switch op {
	case "task.input":
		answer = `{"input":{"value":1},"step":"tour","attempt":1,"caller":{"user":"u","role":"agent","broker":"b"}}`
	case "records.query":
		answer = `{"items":[{"id":"1","fields":{"name":"Ana"}},{"id":"2","fields":{"name":"Bo"}}],"next":"2"}`
		if strings.Contains(in, `"cursor":"2"`) {
			answer = `{"items":[{"id":"3","fields":{"name":"Cy"}},{"id":"1","fields":{"name":"Ana, changed"}}],"next":null}`
		}
	case "records.get":
		return nil, &guest.OpError{Code: "not_found", Message: "there is no such record"}
	case "records.propose":
		answer = `{"proposals":[{"record":"r","type":"lead"}]}`
	case "llm.complete":
		answer = `{"text":"Hi"}`
	case "http.fetch":
		answer = `{"status":200,"headers":{},"body":""}`
	}
	return []byte(answer), nil
}

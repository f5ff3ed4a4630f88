package plugins_test

import (
	"strings"
	"testing"

	"roomkey/plugins"
)

func TestCapabilities_InWords(t *testing.T) {
	c := plugins.Capabilities{Read: []string{"listing", "listing.private", "lead"},
		Propose: []string{"lead.*", "listing.PublicRemarks", "escrow./private/loanAmount", "gone.x"},
		LLM:     &plugins.LLM{MaxTokens: 20}, HTTP: []string{"api.example.com"}, Secrets: []string{"KEY"}}
	want := []string{
		"read listings",
		"read private fields of listings, which only the owner and the broker role see: ",
		"read leads",
		"propose changes of leads",
		"propose changes of listings: Public remarks",
		"propose changes of escrows: Loan amount (private)",
		"propose changes of gone.x",
		"ask the language model, for at most 20 tokens a step",
		"connect to api.example.com",
		"use the secret KEY",
	}
	got := c.Words()
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] && !(i == 1 && strings.HasPrefix(got[i], want[i])) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
	if !strings.Contains(got[1], "Access code") || strings.Contains(got[1], "Public remarks") {
		t.Errorf("the private fields are %q", got[1])
	}
	if none := (plugins.Capabilities{}).Words(); none == nil || len(none) != 0 {
		t.Errorf("no capabilities are %q", none)
	}
}

package main

import (
	"regexp"
	"strings"

	"roomkey/crm"
)

// questions are the headings of forms, which ask instead of naming: "How did you hear about this open house?".
var questions = []struct {
	form         *regexp.Regexp
	lead, client string // targets
}{
	{regexp.MustCompile(`(?i)\b(?:agent|realtor|broker)\b.*\?$`), "~note:agent", "~note:agent"},
	{regexp.MustCompile(`(?i)\bhow (?:did|do) you (?:hear|find|learn)|\bwhere did you hear`), "/source", "/LeadSource"},
	{regexp.MustCompile(`(?i)^when (?:are|do|will|would) you\b|\bhow soon\b|(?:buyer|seller) time ?(?:frame|line)`),
		"/timeframe", "~note:timeframe"},
	{regexp.MustCompile(`(?i)\b(?:what|what's|whats|what is)\b.*\b(?:price|budget)\b`), "/priceMax", "/private/budget"},
	{regexp.MustCompile(`(?i)^(?:what(?:'s| is) )?your (?:full )?names?(?:\(s\))?\??$`), "/name", "~name"},
	{regexp.MustCompile(`(?i)^pre-?approved\?$`), "~note:preapproved", "~note:preapproved"},
	{regexp.MustCompile(`(?i)^(?:comments?|questions?)\s*/\s*(?:comments?|questions?)$`), "~note:comments",
		"~note:comments"},
}

// question finds what a form's heading asks for; "" if it is none.
func question(kind *crm.RecordType, name string) string {
	name = strings.TrimSpace(strings.NewReplacer("’", "'", "_", " ").Replace(name))
	for _, q := range questions {
		if !q.form.MatchString(name) {
			continue
		}
		switch kind.Name {
		case "lead":
			return q.lead
		case "client":
			return q.client
		}
	}
	return ""
}

// otherQuestion is the target of any other question that a form asks people: what they answer is worth a note.
func otherQuestion(kind *crm.RecordType, name string) string {
	if (kind.Name == "lead" || kind.Name == "client") && strings.HasSuffix(strings.TrimSpace(name), "?") {
		return "~note:question"
	}
	return ""
}

package plugins

import (
	"fmt"
	"strings"

	"roomkey/crm"
)

// Words says in English what the capabilities allow, a phrase for each ("read listings"), for whoever decides on a
// grant.
func (c Capabilities) Words() []string {
	words := []string{}
	for _, name := range c.Read {
		kind, private := strings.CutSuffix(name, privateHalf)
		t := crm.TypeNamed(kind)
		switch {
		case t == nil: // of another version of the server
			words = append(words, "read "+name)
		case private:
			words = append(words,
				fmt.Sprintf("read private fields of %s, which only the owner and the broker role see: %s",
					strings.ToLower(t.Labels), strings.Join(privateLabels(t), ", ")))
		default:
			words = append(words, "read "+strings.ToLower(t.Labels))
		}
	}
	for _, name := range c.Propose {
		words = append(words, "propose changes of "+proposed(name))
	}
	if c.LLM != nil {
		words = append(words, fmt.Sprintf("ask the language model, for at most %d tokens a step", c.LLM.MaxTokens))
	}
	for _, host := range c.HTTP {
		words = append(words, "connect to "+host)
	}
	for _, name := range c.Secrets {
		words = append(words, "use the secret "+name)
	}
	return words
}

func privateLabels(t *crm.RecordType) (labels []string) {
	for i := range t.Fields {
		if t.Fields[i].Private {
			labels = append(labels, t.Fields[i].Label)
		}
	}
	return labels
}

// proposed says what a capability to propose is about: "listings", "leads: Score".
func proposed(name string) string {
	kind, field, one := strings.Cut(name, ".")
	t := crm.TypeNamed(kind)
	if t == nil {
		return name
	}
	all := strings.ToLower(t.Labels)
	if !one || field == "*" {
		return all
	}
	field, private := strings.CutPrefix(field, "/private/")
	label := field
	if f := t.Root(field); f != nil {
		label = f.Label
	}
	if private {
		label += " (private)"
	}
	return all + ": " + label
}

package plugins

import (
	"slices"
	"strings"

	"roomkey/crm"
)

// And returns the capabilities that both c and other allow. A call may do what both the manifest and the grant allow.
func (c Capabilities) And(other Capabilities) Capabilities {
	both := Capabilities{
		Read: common(c.Read, other.Read), HTTP: common(c.HTTP, other.HTTP), Secrets: common(c.Secrets, other.Secrets),
	}
	for _, name := range c.Propose {
		for _, allowed := range other.Propose {
			if narrower := narrowest(name, allowed); narrower != "" && !slices.Contains(both.Propose, narrower) {
				both.Propose = append(both.Propose, narrower)
			}
		}
	}
	if c.LLM != nil && other.LLM != nil {
		both.LLM = &LLM{MaxTokens: min(c.LLM.MaxTokens, other.LLM.MaxTokens)}
	}
	return both
}

func common(a, b []string) (both []string) {
	for _, name := range a {
		if slices.Contains(b, name) {
			both = append(both, name)
		}
	}
	return both
}

// narrowest returns what two capabilities to propose both allow; "" for nothing.
func narrowest(a, b string) string {
	kindA, fieldA, _ := strings.Cut(a, ".")
	kindB, fieldB, _ := strings.Cut(b, ".")
	all := func(field string) bool { return field == "" || field == "*" }
	switch {
	case kindA != kindB:
	case fieldA == fieldB:
		return a
	case all(fieldA) && !crm.IsPrivate(fieldB):
		return b
	case all(fieldB) && !crm.IsPrivate(fieldA):
		return a
	}
	return ""
}

// Beyond returns the capabilities of c that the grant does not allow. The broker role must grant them before the plugin
// can use them.
func (c Capabilities) Beyond(grant Capabilities) Capabilities {
	lacks := func(asked, granted []string) (missing []string) {
		for _, name := range asked {
			if !slices.Contains(granted, name) {
				missing = append(missing, name)
			}
		}
		return missing
	}
	beyond := Capabilities{Read: lacks(c.Read, grant.Read), HTTP: lacks(c.HTTP, grant.HTTP),
		Secrets: lacks(c.Secrets, grant.Secrets)}
	for _, name := range c.Propose {
		if !slices.ContainsFunc(grant.Propose, func(allowed string) bool { return narrowest(name, allowed) == name }) {
			beyond.Propose = append(beyond.Propose, name)
		}
	}
	if c.LLM != nil && (grant.LLM == nil || grant.LLM.MaxTokens < c.LLM.MaxTokens) {
		beyond.LLM = c.LLM
	}
	return beyond
}

// Empty reports whether c holds no capability.
func (c Capabilities) Empty() bool {
	return len(c.Read)+len(c.Propose)+len(c.HTTP)+len(c.Secrets) == 0 && c.LLM == nil
}

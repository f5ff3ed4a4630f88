package egress

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
)

// Rules are what one plugin may ask, and with which secrets.
type Rules struct {
	Hosts   []string // exact, lower case; with a port where it is not 443
	Secrets map[string]Secret
}

// Secret is a value that only one host gets. Its Value never leaves this package but to that host.
type Secret struct {
	Host  string // as in Rules.Hosts
	Value string // 8 bytes at least: a shorter one could not be told from chance, and so not be taken out of answers
}

const minSecretBytes = 8

var placeholder = regexp.MustCompile(`\{\{secret:([A-Za-z0-9_]{1,64})\}\}`)

// hasPlaceholder reports whether a secret is asked for.
func hasPlaceholder(text string) bool { return placeholder.MatchString(text) }

// fill puts the secrets that host may get in the place of their names. encode is how text stands where it is put.
func (rules *Rules) fill(text, host string, encode func(string) string) (string, error) {
	var failure error
	filled := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		name := placeholder.FindStringSubmatch(match)[1]
		secret, ok := rules.Secrets[name]
		switch {
		case !ok || len(secret.Value) < minSecretBytes:
			failure = crm.Errorf(crm.CodeForbidden, "there is no secret %s for this plugin", name)
		case secret.Host != host:
			failure = crm.Errorf(crm.CodeForbidden, "the secret %s is not for this host", name)
		default:
			return encode(secret.Value)
		}
		return ""
	})
	return filled, failure
}

// fillURL puts secrets into an address's path and query; its host never holds one.
func (rules *Rules) fillURL(address string, host string) (string, error) {
	return rules.fill(unescaped.Replace(address), host, url.QueryEscape)
}

// unescaped undoes what url.Parse does to a placeholder: it escapes the braces of a path; a query keeps them.
var unescaped = strings.NewReplacer("%7B%7Bsecret:", "{{secret:", "%7D%7D", "}}")

// redact takes every secret out of what a guest gets to see, as it is and in the forms that servers echo it in.
func (rules *Rules) redact(text string) string {
	for _, name := range rules.longestFirst() {
		value := rules.Secrets[name].Value
		if len(value) < minSecretBytes {
			continue
		}
		for _, form := range forms(value) {
			text = strings.ReplaceAll(text, form, "{{secret:"+name+"}}")
		}
	}
	return text
}

// forms are how servers echo a value: as it is, in addresses, in base64 and in JSON.
func forms(value string) []string {
	list := []string{value, url.QueryEscape(value), url.PathEscape(value)}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
		list = append(list, encoding.EncodeToString([]byte(value)))
	}
	for _, html := range []bool{false, true} {
		var quoted strings.Builder
		encoder := json.NewEncoder(&quoted)
		encoder.SetEscapeHTML(html)
		if encoder.Encode(value) == nil { // a text is always encoded
			form := strings.TrimSuffix(quoted.String()[1:], "\"\n")
			list = append(list, form, strings.ReplaceAll(form, "/", `\/`))
		}
	}
	return list
}

// longestFirst orders the secrets so that one that holds another is taken out whole.
func (rules *Rules) longestFirst() []string {
	names := make([]string, 0, len(rules.Secrets))
	for name := range rules.Secrets {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := len(rules.Secrets[b].Value) - len(rules.Secrets[a].Value); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

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

// Rules say which hosts one plugin may send requests to, and its secrets.
type Rules struct {
	Hosts   []string // exact, lower case; with a port if it is not 443
	Secrets map[string]Secret
}

// Secret is a value that only one host receives. This package sends its Value only to that host.
type Secret struct {
	Host  string // as in Rules.Hosts
	Value string // at least 8 bytes: a shorter one could occur by chance, and could then not be redacted in answers
}

const minSecretBytes = 8

var placeholder = regexp.MustCompile(`\{\{secret:([A-Za-z0-9_]{1,64})\}\}`)

// hasPlaceholder reports whether text names a secret.
func hasPlaceholder(text string) bool { return placeholder.MatchString(text) }

// fill replaces the names of secrets by the secrets, if they are bound to host. encode escapes a value for its place.
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

// fillURL inserts secrets into an address's path and query. The host never contains one.
func (rules *Rules) fillURL(address string, host string) (string, error) {
	return rules.fill(unescaped.Replace(address), host, url.QueryEscape)
}

// unescaped undoes the escaping of a placeholder by url.Parse, which escapes the braces in a path but not in a query.
var unescaped = strings.NewReplacer("%7B%7Bsecret:", "{{secret:", "%7D%7D", "}}")

// redact removes every secret from a text for the guest, both the value itself and the forms in which servers may echo
// it.
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

// forms returns the forms in which servers may echo a value: unchanged, in addresses, in base64 and in JSON.
func forms(value string) []string {
	list := []string{value, url.QueryEscape(value), url.PathEscape(value)}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding,
		base64.RawURLEncoding} {
		list = append(list, encoding.EncodeToString([]byte(value)))
	}
	for _, html := range []bool{false, true} {
		var quoted strings.Builder
		encoder := json.NewEncoder(&quoted)
		encoder.SetEscapeHTML(html)
		if encoder.Encode(value) == nil { // a text can always be encoded
			form := strings.TrimSuffix(quoted.String()[1:], "\"\n")
			list = append(list, form, strings.ReplaceAll(form, "/", `\/`))
		}
	}
	return list
}

// longestFirst orders the secrets so that one that contains another is removed completely.
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

package webhooks

import (
	"net/url"
	"strings"

	"roomkey/crm"
)

// maxURL bounds a webhook's address, in bytes.
const maxURL = 2048

// CheckURL says what is wrong with the address of a webhook; nil: nothing. Whether its host is a public one is seen
// when it is connected to.
func (s *Sender) CheckURL(text string) error {
	u, err := url.Parse(text)
	secure := err == nil && u.Scheme == "https"
	switch {
	case err != nil || u.Hostname() == "" || len(text) > maxURL || strings.ContainsAny(text, " \t\r\n"):
		return crm.Invalid("url", "must be an address such as https://hooks.example.com/roomkey")
	case !secure && !(s.network.Insecure && u.Scheme == "http"):
		return crm.Invalid("url", "must begin with https://")
	case u.User != nil:
		return crm.Invalid("url", "must hold no name or password: use the signature")
	case u.Fragment != "":
		return crm.Invalid("url", "must have no part after #")
	}
	return nil
}

// Secret is a webhook's present secret, as its receiver is to know it.
func (s *Sender) Secret(w *crm.Webhook) string { return s.secrets.Of(w) }

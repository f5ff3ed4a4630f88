// Package egress makes the HTTP requests that guests ask for: the only way out that a plugin has.
//
// A request goes by https to a host that the plugin was granted, by its exact name. The address that is connected to is
// checked when it is dialled, so no name can lead to this machine, its network or a cloud's metadata; every redirect is
// checked like a request of its own. Secrets are put in here, for the one host that each is bound to, and taken out of
// whatever comes back: a guest never sees one.
//
// The package knows nothing of plugins or tasks, follows no proxy settings and keeps no cookies.
//
//	client := egress.New(egress.Config{})
//	answer, err := client.Fetch(ctx, egress.Rules{Hosts: []string{"api.example.com"}}, egress.Request{URL: "https://api.example.com/v1"})
package egress

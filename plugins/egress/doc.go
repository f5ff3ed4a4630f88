// Package egress makes the HTTP requests of guests. It is a plugin's only access to the network.
//
// A request uses https and goes to a host that the plugin was granted by its exact name. The package checks the address
// when it connects, so no name can lead to this machine, its network or a cloud's metadata service. It checks every
// redirect like a new request. It inserts secrets, each only for the host that the secret is bound to, and redacts them
// in the answer: a guest never sees a secret.
//
// The package knows neither plugins nor tasks, ignores proxy settings and keeps no cookies.
package egress

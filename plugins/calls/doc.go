// Package calls describes the host calls of crm_v1: their names, the shapes of what they take and answer, their limits,
// and the checks that need nothing but the request. The runner of a server and the test of an author both use it, so
// that what passes the one passes the other. It makes no call itself.
package calls

package command

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// NATS outside is named by addresses, which may be in the environment, with what opens it.
func TestNATSOutside_IsNamedByAddresses(t *testing.T) {
	const list, notAddresses = "--cluster=a,b,c", "--nats is addresses such as nats://10.0.0.9:4222"
	for name, c := range map[string]struct {
		env, args []string
		says      string // "": nothing
	}{
		"one address":         {args: []string{list, "--nats=nats://10.0.0.9:4222"}},
		"several, and by TLS": {args: []string{list, "--nats=nats://10.0.0.9:4222,tls://n.test:4222"}},
		"no port":             {args: []string{list, "--nats=nats://10.0.0.9"}},
		"with credentials":    {env: []string{"ROOMKEY_NATS=nats://u:p@10.0.0.9:4222"}, args: []string{list}},
		"no protocol":         {args: []string{list, "--nats=10.0.0.9:4222"}, says: notAddresses},
		"another protocol":    {args: []string{list, "--nats=http://10.0.0.9:4222"}, says: notAddresses},
		"no host":             {args: []string{list, "--nats=nats://"}, says: notAddresses},
		"a comma at the end":  {args: []string{list, "--nats=nats://10.0.0.9,"}, says: notAddresses},
		"a blank":             {args: []string{list, "--nats=nats://10.0.0.9, nats://10.0.0.8"}, says: notAddresses},
		"no list of regions":  {args: []string{"--nats=nats://10.0.0.9:4222"}, says: "for --cluster"},
		"a port for routes": {args: []string{list, "--nats=nats://h:1", "--route-addr=[::]:1"},
			says: "without --nats"},
		"a port for routes, NATS inside": {args: []string{"--cluster=a=h:1,b=i:1,c=j:1", "--route-addr=[::]:1"}},
		"a port for routes, one region": {args: []string{"--cluster=a=h:1", "--route-addr=[::]:1"},
			says: "for several regions"},
	} {
		t.Run(name, func(t *testing.T) {
			var s serveSettings
			p := &Program{Env: c.env, Stderr: io.Discard}
			if _, err := p.parse(serveFlags(&s), slices.Concat([]string{"--region=a"}, c.args)); err != nil {
				t.Fatal(err)
			}
			layout, err := s.layout()
			if c.says == "" && (err != nil || !layout.Several()) {
				t.Errorf("%+v, %v", layout, err)
			}
			if c.says != "" && (!errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

// Whoever may see a process list sees no password: it comes from the environment, and so may the addresses.
func TestNATSOutside_IsOpenedByTheEnvironment(t *testing.T) {
	const address = "nats://10.0.0.9:4222"
	var s serveSettings
	p := &Program{Env: []string{"ROOMKEY_NATS=" + address, "ROOMKEY_NATS_AUTH=roomkey:a password"}, Stderr: io.Discard}
	if _, err := p.parse(serveFlags(&s), []string{"--region", "a", "--cluster", "a,b"}); err != nil {
		t.Fatal(err)
	}
	layout, err := s.layout()
	if err != nil || !layout.Outside {
		t.Fatalf("%+v, %v", layout, err)
	}
	config := s.config(p, layout, secrets{}, t.TempDir(), nil)
	if config.URL != address || config.Auth != "roomkey:a password" {
		t.Errorf("it reaches %q by %q", config.URL, config.Auth)
	}
	if serveFlags(new(serveSettings)).Lookup("nats-auth") != nil {
		t.Error("there is a flag for the password")
	}
}

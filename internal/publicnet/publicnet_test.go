package publicnet_test

import (
	"net/netip"
	"testing"
	"time"

	"roomkey/internal/publicnet"
)

func TestDialer_RefusesAddressesThatAreNotPublic(t *testing.T) {
	t.Parallel()
	dialer := publicnet.Dialer(publicnet.Config{Timeout: time.Second})
	for _, address := range []string{"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
		"[fd00:ec2::254]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]",
		"[2002:7f00:1::]", "localhost"} {
		conn, err := dialer.DialContext(t.Context(), "tcp", address+":9")
		if err == nil {
			conn.Close()
		}
		if !publicnet.Refused(err) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestDialer_LetsTheOperatorAllowANetwork(t *testing.T) {
	t.Parallel()
	dialer := publicnet.Dialer(publicnet.Config{Timeout: time.Second,
		Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if conn, err := dialer.DialContext(t.Context(), "tcp", "127.0.0.1:9"); publicnet.Refused(err) {
		t.Error("an allowed network is refused")
	} else if err == nil {
		conn.Close()
	}
	if _, err := dialer.DialContext(t.Context(), "tcp", "10.0.0.1:9"); !publicnet.Refused(err) {
		t.Error("another network is not refused:", err)
	}
}

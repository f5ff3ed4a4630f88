package roomkeytest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Ports that nobody gets by chance: the system takes those of connections, and of listeners that ask for any, from
// 32768 on.
const firstPort, lastPort = 10_000, 32_000

// FreeAddr is an address of this machine on which nobody listens, for somebody who begins to later: thousands of
// connections that other tests make meanwhile do not take it.
func FreeAddr(t testing.TB) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", firstPort+rand.IntN(lastPort-firstPort)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

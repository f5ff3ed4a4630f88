package web_test

import (
	"strconv"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

func TestThrottle_AllowsItsRateAndRefills(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	throttle := web.NewThrottle(10, func() time.Time { return now })
	for i := range 10 {
		if err := throttle.Take("a"); err != nil {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
	}
	if err := throttle.Take("a"); crm.CodeOf(err) != crm.CodeRateLimited {
		t.Fatalf("the eleventh attempt: %v", err)
	}
	if err := throttle.Take("b"); err != nil {
		t.Errorf("another key pays for the first: %v", err)
	}
	now = now.Add(6 * time.Second)
	if err := throttle.Take("a"); err != nil {
		t.Errorf("after a tenth of a minute: %v", err)
	}
	if err := throttle.Take("a"); err == nil {
		t.Error("one token was refilled, two were taken")
	}
	now = now.Add(-time.Hour)
	if err := throttle.Take("a"); err == nil {
		t.Error("a clock that goes back refills")
	}
}

func TestThrottle_IsBounded(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	throttle := web.NewThrottle(1, func() time.Time { return now })
	for i := range web.ThrottledKeys + 500 {
		if err := throttle.Take(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			now = now.Add(time.Millisecond)
		}
	}
	if throttle.Len() > web.ThrottledKeys {
		t.Errorf("it remembers %d keys, want at most %d", throttle.Len(), web.ThrottledKeys)
	}
	if err := throttle.Take(strconv.Itoa(web.ThrottledKeys + 499)); err == nil {
		t.Error("a recent key was forgotten before older ones")
	}
}

func TestThrottle_AddressesOfOneNetwork(t *testing.T) {
	same := [][2]string{{"2001:db8::1", "2001:db8::ffff"}, {"::ffff:192.0.2.1", "192.0.2.1"}}
	for _, pair := range same {
		if web.AddressKey(pair[0]) != web.AddressKey(pair[1]) {
			t.Errorf("%s and %s are throttled apart", pair[0], pair[1])
		}
	}
	if web.AddressKey("192.0.2.1") == web.AddressKey("192.0.2.2") ||
		web.AddressKey("2001:db8::1") == web.AddressKey("2001:db8:0:1::1") {
		t.Error("two networks are throttled as one")
	}
	if web.NetworkKey("192.0.2.1") != web.NetworkKey("192.0.2.255") ||
		web.NetworkKey("2001:db8:1::1") != web.NetworkKey("2001:db8:1:ffff::1") {
		t.Error("one customer's addresses are as many networks")
	}
	if web.NetworkKey("192.0.2.1") == web.NetworkKey("192.0.3.1") ||
		web.NetworkKey("2001:db8:1::1") == web.NetworkKey("2001:db8:2::1") {
		t.Error("two customers are one network")
	}
}

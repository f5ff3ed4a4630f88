package command

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"roomkey/web"
	"strconv"
	"strings"
	"time"
)

// The kinds of values below check themselves, so that a bad one is found before anything is touched.

// folder is a flag that names a directory.
type folder string

func (f *folder) String() string { return string(*f) }

func (f *folder) Set(text string) error {
	if text == "" {
		return errors.New("is the name of a folder")
	}
	*f = folder(text)
	return nil
}

// day is a flag such as 2026-11-02; the zero day is not set.
type day struct{ time.Time }

func (d *day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

func (d *day) Set(text string) error {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil || at.Year() < 2000 || at.Year() > 2100 {
		return errors.New("is a date of this century, such as 2026-11-02")
	}
	d.Time = at
	return nil
}

// address is a flag such as 127.0.0.1:8080, [::1]:0 or :http.
type address string

func (a *address) String() string { return string(*a) }

func (a *address) Set(text string) error {
	if _, port, err := net.SplitHostPort(text); err != nil {
		return errors.New("is an address with a port, such as 127.0.0.1:8080")
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		return err
	}
	*a = address(text)
	return nil
}

// host is what stands before the port: a name, an address, or nothing.
func (a *address) host() string {
	host, _, err := net.SplitHostPort(string(*a))
	if err != nil {
		return "" // Set lets none pass
	}
	return host
}

// originList is a flag of origins with commas between.
type originList []string

func (o *originList) String() string { return strings.Join(*o, ",") }

func (o *originList) Set(text string) error {
	var list []string
	if text != "" {
		list = strings.Split(text, ",")
	}
	if err := web.CheckOrigins(list); err != nil {
		return errors.New(plain(err))
	}
	*o = list
	return nil
}

// proxyList is a flag of networks with commas between.
type proxyList []netip.Prefix

func (l *proxyList) String() string {
	items := make([]string, len(*l))
	for i, network := range *l {
		items[i] = network.String()
	}
	return strings.Join(items, ",")
}

func (l *proxyList) Set(text string) error {
	list, err := web.ParseProxies(text)
	if err != nil {
		return errors.New(plain(err))
	}
	*l = list
	return nil
}

// collectorURL is a flag such as http://127.0.0.1:4318.
type collectorURL string

func (c *collectorURL) String() string { return string(*c) }

func (c *collectorURL) Set(text string) error {
	u, err := url.Parse(text)
	if text != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("is the address of a collector, such as http://127.0.0.1:4318; passwords stand in " +
			"OTEL_EXPORTER_OTLP_HEADERS")
	}
	*c = collectorURL(text)
	return nil
}

// byteSize is a flag such as 1MiB, 64KiB or 4096 (bytes).
type byteSize int64

// byteUnits from the longest name to the shortest, so that "MiB" isn't read as "B".
var byteUnits = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

func (b *byteSize) String() string {
	for _, unit := range byteUnits {
		if n := int64(*b); n >= unit.size && n%unit.size == 0 {
			return strconv.FormatInt(n/unit.size, 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(*b), 10)
}

func (b *byteSize) Set(text string) error {
	unit := int64(1)
	for _, u := range byteUnits {
		if rest, ok := strings.CutSuffix(text, u.name); ok {
			text, unit = rest, u.size
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > (1<<40)/unit {
		return errors.New("is a number of bytes such as 65536, 64KiB or 1MiB")
	}
	*b = byteSize(n * unit)
	return nil
}

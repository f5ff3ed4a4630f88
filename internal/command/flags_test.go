package command

import (
	"errors"
	"flag"
	"io"
	"testing"
)

func TestParse_TheCommandLineWinsOverTheEnvironment(t *testing.T) {
	var s serveSettings
	p := &Program{Env: []string{"ROOMKEY_ADDR=127.0.0.1:1", "ROOMKEY_BYTE_RATE=2MiB", "ROOMKEY_SECRET=x", "HOME=/"},
		Stderr: io.Discard}
	if _, err := p.parse(serveFlags(&s), []string{"--addr", "127.0.0.1:2"}); err != nil || s.addr != "127.0.0.1:2" ||
		s.byteRate != 2<<20 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestParse_AVariableMayNameAnother(t *testing.T) {
	var s serveSettings
	p := &Program{Env: []string{"ROOMKEY_REGION=$FLY_REGION", "FLY_REGION=fra"}, Stderr: io.Discard}
	if _, err := p.parse(serveFlags(&s), nil); err != nil || s.region != "fra" {
		t.Errorf("%q %v", s.region, err)
	}
}

func TestParse_RefusesWhatItDoesNotKnow(t *testing.T) {
	for name, c := range map[string]struct{ env, args []string }{
		"a flag":     {nil, []string{"--adr", "x"}},
		"a variable": {[]string{"ROOMKEY_ADR=x"}, nil},
		"a value":    {[]string{"ROOMKEY_SOCKETS_PER_USER=many"}, nil},
		"a word":     {nil, []string{"now"}},
		"a size":     {nil, []string{"--byte-rate", "1 MB"}},
		"an excess":  {nil, []string{"--byte-rate", "99999999999GiB"}},
	} {
		var s serveSettings
		p := &Program{Env: c.env, Stderr: io.Discard}
		if _, err := p.parse(serveFlags(&s), c.args); !errors.Is(err, errUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParse_AVariableOfServeIsNoErrorForOtherCommands(t *testing.T) {
	var data folder
	p := &Program{Env: []string{"ROOMKEY_ADDR=x", "ROOMKEY_DATA=here"}, Stderr: io.Discard}
	if names, err := p.parse(dataFlags("backup", &data), []string{"FILE"}, "FILE"); err != nil || data != "here" ||
		names[0] != "FILE" {
		t.Errorf("%q %v %v", data, names, err)
	}
}

func TestParse_FlagsMayFollowTheArguments(t *testing.T) {
	for _, c := range []struct {
		args []string
		data folder
		file string
	}{
		{[]string{"FILE", "--data", "there"}, "there", "FILE"},
		{[]string{"--data=there", "FILE"}, "there", "FILE"},
		{[]string{"--data", "there", "--", "--FILE"}, "there", "--FILE"},
		{[]string{"--", "--FILE"}, "./data", "--FILE"},
	} {
		var data folder
		p := &Program{Stderr: io.Discard}
		names, err := p.parse(dataFlags("backup", &data), c.args, "FILE")
		if err != nil || data != c.data || len(names) != 1 || names[0] != c.file {
			t.Errorf("%q: %q %v %v", c.args, data, names, err)
		}
	}
	var data folder
	p := &Program{Stderr: io.Discard}
	for _, args := range [][]string{{"FILE", "--nope"}, {"FILE", "--", "more"}, {"FILE", "more"}, {"--"}} {
		if _, err := p.parse(dataFlags("backup", &data), args, "FILE"); !errors.Is(err, errUsage) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func TestByteSize_ReadsWhatItWrites(t *testing.T) {
	for _, text := range []string{"1MiB", "64KiB", "3GiB", "4097B", "0"} {
		var size byteSize
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.Var(&size, "size", "")
		if err := flags.Parse([]string{"--size", text}); err != nil || size.String() != text {
			t.Errorf("%s became %s (%v)", text, size.String(), err)
		}
	}
}

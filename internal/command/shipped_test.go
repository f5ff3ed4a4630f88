package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func shipped(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What fly.toml and the Dockerfile give to serve are flags that it has, with values that it takes; the machine is as
// large as docs/operations.md says, and its volume is kept and grows.
func TestShipped_FlyAndTheImageStartWhatServeKnows(t *testing.T) {
	fly := shipped(t, "fly.toml")
	s := flySettings(t, fly, "sjc")
	metrics, _ := strings.CutPrefix(s.metricsAddr.String(), "[::]:")
	for _, want := range []string{"[[vm]]\n", "memory = \"1gb\"", "[mounts]\n", "destination = \"/data\"",
		"initial_size = ", "snapshot_retention = ", "grace_period = ", "max_unavailable = 1\n",
		"kill_signal = \"SIGINT\"\nkill_timeout = \"60s\"\n", "path = \"/readyz\"",
		"[metrics]\n  port = " + metrics + "\n", "internal_port = 8080\n"} {
		if !strings.Contains(fly, want) {
			t.Errorf("fly.toml has no %q", want)
		}
	}
	given := regexp.MustCompile(`CMD \["serve", (.*)\]`).FindStringSubmatch(shipped(t, "Dockerfile"))
	if given == nil {
		t.Fatal("the Dockerfile starts no server")
	}
	args := strings.Split(strings.ReplaceAll(given[1], `"`, ""), ", ")
	if err := serveFlags(new(serveSettings)).Parse(args); err != nil {
		t.Errorf("the Dockerfile: %v", err)
	}
}

// flySettings are the settings of a server to which a fly.toml gives its variables, in a region.
func flySettings(t *testing.T, fly, region string) *serveSettings {
	t.Helper()
	p := &Program{Env: []string{"FLY_REGION=" + region}}
	for _, set := range regexp.MustCompile(`(?m)^\s*(ROOMKEY_[A-Z_]+) = "([^"]*)"`).FindAllStringSubmatch(fly, -1) {
		p.Env = append(p.Env, set[1]+"="+set[2])
	}
	var s serveSettings
	if _, err := p.parse(serveFlags(&s), nil); err != nil {
		t.Fatalf("fly.toml: %v", err)
	}
	if err := s.check(); err != nil {
		t.Fatalf("fly.toml: %v", err)
	}
	return &s
}

// flyScript runs deploy/fly.sh and gives what it prints.
func flyScript(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("sh", append([]string{filepath.Join("..", "..", "deploy", "fly.sh")}, args...)...)
	cmd.Env = append(os.Environ(), "ROOMKEY_SECRET=a secret of the test that nobody is told of")
	printed, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("fly.sh %v: %v\n%s", args, err, printed)
	}
	return string(printed)
}

// The script's fly.toml for one, three and five regions starts servers that know each other, each with a volume of its
// own; it deploys one region after the other, and waits until all are well before it goes on.
func TestShipped_TheScriptForFlyDeploysRegions(t *testing.T) {
	for _, regions := range [][]string{{"fra"}, {"fra", "iad", "sin"}, {"fra", "iad", "sin", "gru", "syd"}} {
		n := len(regions)
		fly := flyScript(t, append([]string{"config", "acme"}, regions...)...)
		for _, region := range regions {
			s := flySettings(t, fly, region)
			layout, err := s.layout()
			knows := n == 1 || layout.Region == region && len(layout.Regions) == n &&
				layout.Regions[1].Addr == "iad.acme.internal:6222" && s.routeAddr.String() == "[::]:6222" &&
				s.drain == 30*time.Second
			if err != nil || layout.Several() != (n > 1) || !knows {
				t.Errorf("in %s of %v: %+v %v", region, regions, layout, err)
			}
		}
		if !strings.Contains(fly, "app = \"acme\"\nprimary_region = \"fra\"\n") ||
			!strings.Contains(fly, "https://acme.fly.dev") {
			t.Errorf("the file is\n%s", fly)
		}
		deploy := flyScript(t, append([]string{"--dry-run", "deploy", "acme"}, regions...)...)
		var order []string
		for _, step := range regexp.MustCompile(`--only-regions (\w+) |--region (\w+) -C /roomkey region status.* --wait 5m`).
			FindAllStringSubmatch(deploy, -1) {
			order = append(order, step[1]+step[2])
		}
		want := strings.Join(regions, " ")
		if n > 1 {
			want = regexp.MustCompile(`\w+`).ReplaceAllString(want, "$0 $0") // deployed, and waited for
		}
		if got := strings.Join(order, " "); got != want {
			t.Errorf("it goes %s, want %s:\n%s", got, want, deploy)
		}
		if n == 1 {
			continue
		}
		args := []string{"--dry-run", "regions", "--empty", "acme", "fra"}
		for _, region := range regions[1:] {
			args = append(args, "+"+region)
		}
		grow := flyScript(t, args...)
		for _, region := range regions[1:] {
			if !strings.Contains(grow, "volumes create roomkey_data --app acme --region "+region+" ") ||
				!strings.Contains(grow, "--region "+region+" --yes\n") {
				t.Errorf("%s gets no volume or no machine:\n%s", region, grow)
			}
		}
	}
	grow := flyScript(t, "--dry-run", "regions", "--empty", "acme", "fra", "iad", "sin", "+gru", "+syd")
	if strings.Count(grow, "volumes create") != 2 || strings.Count(grow, "fly deploy") != 3 {
		t.Errorf("three become five by\n%s", grow)
	}
	create := flyScript(t, "--dry-run", "create", "acme", "fra")
	if strings.Contains(create, "nobody is told") || strings.Count(create, "volumes create") != 1 {
		t.Errorf("one region is made by\n%s", create)
	}
}

// failingFly runs deploy/fly.sh with a fly that notes its calls, and fails once: in the first that has the given part.
// It gives the calls with their input, a line each, and whether the script failed.
func failingFly(t *testing.T, failsAt string, args ...string) (calls []string, failed bool) {
	t.Helper()
	dir := t.TempDir()
	stub := "#!/bin/sh\ncd \"$DIR\"\ninput=\ncase $1$2 in secretsimport) read -r input ;; esac\n" +
		"[ $1$2 != volumeslist ] || printf '[ { \"region\": \"syd\" }, { \"region\": \"fra\" } ]'\n" +
		"echo \"$* $input\" >>calls\ncase $* in *\"$FAILS_AT\"*) mkdir failed 2>/dev/null && exit 1 ;; esac\nexit 0\n"
	if err := os.WriteFile(filepath.Join(dir, "fly"), []byte(stub), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{filepath.Join("..", "..", "deploy", "fly.sh")}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "DIR="+dir, "FAILS_AT="+failsAt,
		"ROOMKEY_SECRET=a secret of the test that nobody is told of")
	printed, err := cmd.CombinedOutput()
	if failsAt == "nothing" && err != nil {
		t.Fatalf("fly.sh %v: %v\n%s", args, err, printed)
	}
	noted, _ := os.ReadFile(filepath.Join(dir, "calls"))
	return strings.Split(strings.TrimSpace(string(noted)), "\n"), err != nil
}

// A deployment that fails is the last thing that the script does: the next region would be down beside this one.
func TestShipped_TheScriptForFlyStopsAtTheFirstFailure(t *testing.T) {
	for _, c := range []struct{ failsAt, args string }{
		{"--only-regions iad ", "deploy acme fra iad sin"},
		{"--region iad -C", "deploy acme fra iad sin"},
		{"--only-regions iad ", "regions --empty acme fra iad sin +gru +syd"},
		{"--region iad -C", "regions --empty acme fra iad sin +gru +syd"},
		{"--region fra -C", "regions --empty acme fra iad sin +gru +syd"},
		{"--region gru", "regions --empty acme fra iad sin +gru +syd"},
		{"secrets import", "create acme fra"},
	} {
		calls, failed := failingFly(t, c.failsAt, strings.Fields(c.args)...)
		if last := calls[len(calls)-1]; !failed || !strings.Contains(last, c.failsAt) {
			t.Errorf("where %q fails, %s fails: %v, and calls last %s", c.failsAt, c.args, failed, last)
		}
	}
	calls, _ := failingFly(t, "nothing", "create", "acme", "fra")
	want := "secrets import --app acme --stage ROOMKEY_SECRET=a secret of the test"
	if !strings.HasPrefix(calls[1], want) {
		t.Errorf("the secret is given by %q, want %q", calls[1], want)
	}
}

// A new region begins with an empty volume only where that is asked for. One that is there already is used.
func TestShipped_TheScriptForFlyKnowsWhatNewRegionsBeginWith(t *testing.T) {
	calls, failed := failingFly(t, "renewed", "regions", "acme", "fra", "+iad", "+syd")
	if all := strings.Join(calls, "\n"); !failed || strings.Contains(all, "deploy") || strings.Contains(all, "create") {
		t.Errorf("without --empty it fails: %v, and calls\n%s", failed, all)
	}
	calls, _ = failingFly(t, "nothing", "regions", "--empty", "acme", "fra", "+iad", "+syd")
	all := strings.Join(calls, "\n")
	if strings.Count(all, "volumes create") != 1 || !strings.Contains(all, "--region iad --size") ||
		!strings.Contains(all, "scale count 1 --app acme") {
		t.Errorf("where syd has a volume, it calls\n%s", all)
	}
	t.Setenv("LITESTREAM_REPLICA", "s3://bucket/roomkey")
	fly := flyScript(t, "config", "acme", "fra", "iad", "sin")
	for _, want := range []string{"[build]\n  build-target = \"with-litestream\"\n",
		"\n  LITESTREAM_REPLICA = \"s3://bucket/roomkey\"\n"} {
		if !strings.Contains(fly, want) {
			t.Errorf("with Litestream there is no %q in\n%s", want, fly)
		}
	}
	flySettings(t, fly, "iad")
}

// The demo has a folder of its own, apart from the one that serve takes by itself, and README calls the program as make
// leaves it.
func TestShipped_TheDemoIsApartFromRealWork(t *testing.T) {
	folder := serveFlags(new(serveSettings)).Lookup("data").DefValue
	makefile, readme := shipped(t, "Makefile"), shipped(t, "README.md")
	if strings.Contains(makefile, "ROOMKEY_DATA:-"+strings.TrimPrefix(folder, "./")+"}") ||
		!strings.Contains(makefile, "ROOMKEY_DATA:-data-demo}\" bin/roomkey serve --demo") {
		t.Errorf("make run does not keep the demo apart from %s", folder)
	}
	for _, want := range []string{"bin/roomkey serve --data " + folder, "bin/roomkey user add --data " + folder} {
		if !strings.Contains(readme, want) {
			t.Errorf("README.md has no %q", want)
		}
	}
}

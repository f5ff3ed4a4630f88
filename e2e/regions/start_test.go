package regions_test

import (
	"os/exec"
	"strings"
	"testing"

	"roomkey/internal/roomkeytest"
)

// refuses runs a command that must end by itself, with a status and a sentence.
func refuses(t *testing.T, cmd *exec.Cmd, status int, says string) {
	t.Helper()
	said, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != status || !strings.Contains(string(said), says) {
		t.Errorf("%s ends with %d and says %s", strings.Join(cmd.Args[1:], " "), code, said)
	}
}

// What an operator can do wrong ends the start with a sentence, and harms no region that runs.
func TestStart_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PreparePlainRegions(t, "abc", nil)
	a := r.Region("a")
	a.Start()
	serve := func(env, region, cluster, route string) *exec.Cmd {
		cmd := a.Command("serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--region", region, "--cluster",
			cluster, "--route-addr", route)
		cmd.Env = append(cmd.Env, env)
		return cmd
	}
	list, secret := a.Flags[3], "ROOMKEY_SECRET="+roomkeytest.ClusterSecret
	refuses(t, serve(secret, "a", list, "127.0.0.1:1"), 1, "region a is running already")
	refuses(t, serve("ROOMKEY_SECRET=another secret, also of 32 bytes", "b", list, "127.0.0.1:0"), 1,
		"ROOMKEY_SECRET must be the same in all regions")
	refuses(t, serve("ROOMKEY_SECRET=", "b", list, "127.0.0.1:0"), 2, "several regions want ROOMKEY_SECRET")
	refuses(t, serve(secret, "b", "a=127.0.0.1:1,b=127.0.0.1:2", "127.0.0.1:0"), 2, "two regions want a third machine")
	refuses(t, serve(secret, "x", list, "127.0.0.1:0"), 2, "--region is one of --cluster's: a, b, c")
	refuses(t, a.Command("region", "status", "--data", r.Region("b").Dir), 1, "no server runs")
	if s := r.Status("a"); s.State("b") != "unseen" || s.State("a") != "here" {
		t.Errorf("a sees %+v", s)
	}
	r.Region("b").Start()
	roomkeytest.Eventually(t, "a and b hear each other", func() bool { return r.Status("a").State("b") == "there" })
}

// Two regions and a witness: any one of the three may be lost.
func TestStart_OfTwoRegionsAndAWitness(t *testing.T) {
	t.Parallel()
	r := roomkeytest.StartTwoAndWitness(t)
	if s := r.Status("a"); !s.Regions[2].Witness || s.State("w") != "there" || s.Rows != "available" {
		t.Errorf("a sees %+v", s)
	}
	r.Region("b").Kill()
	roomkeytest.Eventually(t, "a notices that b is gone", func() bool { return r.Status("a").State("b") == "silent" })
	if s := r.Status("a"); s.Rows != "available" || s.Reason != "" {
		t.Errorf("a, with the witness alone, sees %+v", s)
	}
	if s := r.Status("w"); s.State("a") != "there" {
		t.Errorf("the witness sees %+v", s)
	}
}

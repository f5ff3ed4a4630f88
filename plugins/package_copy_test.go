package plugins_test

import (
	"bytes"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
)

// A copy of a package is whole, or it is refused: damaged, cut short, or another one.
func TestCheckCopy_TakesTheWholePackageAlone(t *testing.T) {
	whole := sign(t, pack(t, nil), newKey(t))
	p, err := plugins.Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := plugins.CheckCopy(whole, p.Digest); err != nil {
		t.Error(err)
	}
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/3] ^= 1
	for name, raw := range map[string][]byte{"damaged": damaged, "cut": whole[:len(whole)-1], "empty": nil,
		"another": sign(t, pack(t, map[string]any{"version": "1.3.0"}), newKey(t))} {
		if err := plugins.CheckCopy(raw, p.Digest); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

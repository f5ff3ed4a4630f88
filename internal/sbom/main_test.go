package main

import (
	"runtime/debug"
	"testing"
)

func TestBill_ListsWhatIsInTheBinary(t *testing.T) {
	other := &debug.Module{Path: "example.com/c", Version: "v3.0.0"}
	info := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "roomkey", Version: "v1.2.3"},
		Deps: []*debug.Module{
			{Path: "example.com/a", Version: "v1.0.0", Sum: "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
			{Path: "example.com/b", Version: "v2.0.0", Replace: other},
		}}
	b := billOf(info)
	if b.Metadata.Component.Version != "v1.2.3" || len(b.Components) != 3 ||
		b.Components[0].PURL != "pkg:golang/std@1.26.8" || b.Components[2].PURL != "pkg:golang/example.com/c@v3.0.0" {
		t.Errorf("%+v", b)
	}
	hashes := b.Components[1].Hashes
	if len(hashes) != 1 || hashes[0].Content != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("the checksum is %+v", hashes)
	}
	if len(b.Components[2].Hashes) != 0 {
		t.Errorf("a module without a checksum has %+v", b.Components[2].Hashes)
	}
}

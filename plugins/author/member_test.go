package author

import "testing"

func TestWithoutMember_KeepsAllElse(t *testing.T) {
	for _, c := range [][2]string{
		{`{"a": 1,  "build": ["x", {"build": 2}], "b" : 1.0 }`, `{"a": 1, "b" : 1.0 }`},
		{`{ "build":"a,b" , "b":{"build":2}}`, `{  "b":{"build":2}}`},
		{`{"a":1, "build":""}`, `{"a":1}`},
		{`{"build":"x"}`, `{}`},
		{`{"a":{"build":1}}`, `{"a":{"build":1}}`},
		{`["build"]`, `["build"]`},
		{`{"build":`, `{"build":`},
	} {
		if got := string(withoutMember([]byte(c[0]), "build")); got != c[1] {
			t.Errorf("of %s stays %s, want %s", c[0], got, c[1])
		}
	}
}

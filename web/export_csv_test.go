package web_test

import (
	"encoding/json"
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

func TestExport_NeutralisesFormulas(t *testing.T) {
	for _, formula := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1",
		"\ufeff=cmd|' /C calc'!A0",
		"|calc", "%0A=1", "＝1+1", "\tplain"} {
		if got := web.Harmless(formula); got != "'"+formula {
			t.Errorf("%q became %q", formula, got)
		}
	}
	for _, text := range []string{"", "12 Main St", "a=b", "O'Neil", "5-6", "x@y.test"} {
		if got := web.Harmless(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestExport_CellsOfEveryKind(t *testing.T) {
	cases := []struct {
		name, raw, want string
		kind            crm.Kind
	}{
		{"money in currency units", `123456789`, "1234567.89", crm.KindMoney},
		{"negative number", `-121.5`, "-121.5", crm.KindNumber},
		{"text", `"=cmd"`, "'=cmd", crm.KindString},
		{"list of texts", `["a","b"]`, "a; b", crm.KindList},
		{"list of texts that begins as a formula", `["=a","b"]`, "'=a; b", crm.KindList},
		{"list of maps", `[{"id":"1"}]`, `[{"id":"1"}]`, crm.KindList},
		{"bool", `true`, "true", crm.KindBool},
		{"absent", ``, "", crm.KindString},
		{"null", `null`, "", crm.KindString},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := web.CSVCell(&crm.Field{Kind: c.kind}, json.RawMessage(c.raw)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

package wire_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

func someSettings() *crm.SettingPage {
	at := time.UnixMicro(1_790_000_000_000_000).UTC()
	return &crm.SettingPage{After: 3, Through: 9, Last: true, Settings: []crm.Setting{
		{User: crm.ID{1}, Name: "theme", Value: json.RawMessage(`"dark"`), At: at, Region: "fra"},
		{User: crm.ID{1}, Name: "size", At: at, Region: "iad"},
		{User: crm.ID{2}, Notification: crm.ID{3}},
	}}
}

func TestSettings_AreReadAsTheyWereWritten(t *testing.T) {
	page := someSettings()
	got, err := wire.DecodeSettings(wire.EncodeSettings(page))
	if err != nil || !reflect.DeepEqual(got, page) {
		t.Errorf("%+v (%v)", got, err)
	}
}

func TestSettings_RefusesWhatIsMalformed(t *testing.T) {
	whole := wire.EncodeSettings(someSettings())
	for cut := range whole {
		if _, err := wire.DecodeSettings(whole[:cut]); crm.CodeOf(err) != crm.CodeInvalid {
			t.Fatalf("the first %d bytes are read: %v", cut, err)
		}
	}
	for name, change := range map[string]func(*crm.SettingPage){
		"no user":   func(p *crm.SettingPage) { p.Settings[0].User = crm.ID{} },
		"no region": func(p *crm.SettingPage) { p.Settings[0].Region = "" },
		"no JSON":   func(p *crm.SettingPage) { p.Settings[0].Value = json.RawMessage(`{`) },
		"too long":  func(p *crm.SettingPage) { p.Settings[0].Value = make([]byte, crm.MaxPreferences+1) },
		"too many":  func(p *crm.SettingPage) { p.Settings = make([]crm.Setting, wire.SettingsAtOnce+1) },
	} {
		page := someSettings()
		change(page)
		if _, err := wire.DecodeSettings(wire.EncodeSettings(page)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A question in the form of before, which tells of no boot, is read too.
func TestSettingsQuestion_IsReadAsItWasWritten(t *testing.T) {
	for _, want := range []wire.SettingsQuestion{{After: 7}, {After: 7, Boot: math.MaxUint64}} {
		payload := wire.EncodeSettingsQuestion(want)
		if got, err := wire.DecodeSettingsQuestion(payload); err != nil || got != want {
			t.Errorf("%+v (%v), want %+v", got, err, want)
		}
		if _, err := wire.DecodeSettingsQuestion(append(payload, 0)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%+v with more behind it: %v", want, err)
		}
	}
	if before, err := wire.DecodeNumber(wire.EncodeSettingsQuestion(wire.SettingsQuestion{After: 7})); before != 7 {
		t.Errorf("the version before reads %d (%v)", before, err)
	}
}

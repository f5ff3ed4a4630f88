package wire

import (
	"encoding/json"
	"math"

	"roomkey/crm"
)

// AnySettings is SettingsSubject of every region.
const AnySettings = root + "settings.*"

// SettingsSubject carries what changes of users' settings in a region.
func SettingsSubject(region string) string { return root + "settings." + region }

// SettingsPullSubject answers with a page of what has changed of them.
func SettingsPullSubject(region string) string { return root + "settings." + region + ".pull" }

// Bounds of settings.
const (
	// SettingsAtOnce is how many settings a page has at most.
	SettingsAtOnce = 1000
	// SettingsBytes is after about how many bytes a page has no further ones: with one more it is still a message.
	SettingsBytes   = 256 << 10
	maxSettingName  = crm.MaxPreferences
	maxSettingValue = crm.MaxPreferences
	leastSetting    = 16 + 1 + 1 + 1 + 2 // bytes that a setting has at least
)

// What follows a setting's user.
const (
	settingGone  = 0 // a preference that was taken out
	settingValue = 1
	settingRead  = 2
)

// EncodeSettings writes a page of at most SettingsAtOnce settings.
func EncodeSettings(p *crm.SettingPage) []byte {
	var e Encoder
	e.Number(p.After)
	e.Number(p.Through)
	e.Flag(p.Last)
	e.Number(uint64(len(p.Settings)))
	for i := range p.Settings {
		e.setting(&p.Settings[i])
	}
	return e.Bytes
}

func (e *Encoder) setting(s *crm.Setting) {
	e.Fixed(s.User[:])
	switch {
	case !s.Notification.IsZero():
		e.Number(settingRead)
		e.Fixed(s.Notification[:])
		return
	case s.Value == nil:
		e.Number(settingGone)
	default:
		e.Number(settingValue)
		e.Data(s.Value)
	}
	e.Text(s.Name)
	e.moment(s.At)
	e.Text(s.Region)
}

// SettingsQuestion asks for what has changed after a change, which a boot of the asked region has counted. Boot is 0 to
// those that don't resume (ResumesSettings): After is then of the present boot.
type SettingsQuestion struct{ After, Boot uint64 }

// EncodeSettingsQuestion writes a question.
func EncodeSettingsQuestion(q SettingsQuestion) []byte {
	var e Encoder
	e.Number(q.After)
	if q.Boot != 0 {
		e.Number(q.Boot)
	}
	return e.Bytes
}

// DecodeSettingsQuestion reads a question. Errors: invalid.
func DecodeSettingsQuestion(payload []byte) (SettingsQuestion, error) {
	d := Decode(payload)
	q := SettingsQuestion{After: d.Number(maxNumber)}
	if len(d.left) > 0 {
		if q.Boot = d.Number(math.MaxUint64); q.Boot == 0 {
			d.Fail()
		}
	}
	return q, d.End()
}

// DecodeSettings reads a page. Values are part of the payload. Errors: invalid.
func DecodeSettings(payload []byte) (*crm.SettingPage, error) {
	d := Decode(payload)
	p := &crm.SettingPage{After: d.Number(maxNumber), Through: d.Number(maxNumber), Last: d.Flag()}
	for range d.Count(SettingsAtOnce, leastSetting) {
		p.Settings = append(p.Settings, d.setting())
	}
	return p, d.End()
}

func (d *Decoder) setting() crm.Setting {
	s := crm.Setting{User: d.ID()}
	kind := d.Number(settingRead)
	if kind == settingRead {
		if s.Notification = d.ID(); s.Notification.IsZero() {
			d.Fail()
		}
	} else {
		if kind == settingValue {
			if s.Value = json.RawMessage(d.Data(maxSettingValue)); !json.Valid(s.Value) {
				d.Fail()
			}
		}
		s.Name, s.At, s.Region = d.Text(maxSettingName), d.moment(), d.Text(maxName)
		if CheckName(s.Region) != nil {
			d.Fail()
		}
	}
	if s.User.IsZero() {
		d.Fail()
	}
	return s
}

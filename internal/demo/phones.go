package demo

import "strings"

// areaCodes are those of California, the demo's own first.
var areaCodes = []string{"916", "279", "530", "209", "707", "415", "510", "650", "408", "925", "831", "559", "661",
	"805", "818", "626", "714", "949", "858", "619"}

// setAreaCodes gives each person a number that nobody else has: only a hundred are reserved for fiction in each area,
// and people with one number would be taken for a family.
func setAreaCodes(specs []Spec) {
	given := make(map[string]int) // by number in 916
	apart := func(number any) string {
		text, _ := number.(string)
		area := areaCodes[given[text]%len(areaCodes)]
		given[text]++
		return strings.Replace(text, areaCodes[0], area, 1)
	}
	for i := range specs {
		fields := specs[i].Fields
		switch specs[i].Type.Name {
		case "lead":
			fields["phone"] = apart(fields["phone"])
		case "client":
			for _, tel := range fields["TEL"].([]any) {
				line := tel.(map[string]any)
				line["number"] = apart(line["number"])
			}
		}
	}
}

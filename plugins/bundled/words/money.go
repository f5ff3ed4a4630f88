package words

import (
	"math"
	"strconv"
	"strings"
)

// Money returns the cents of an amount in dollars. It reads "$1,234.50", "1234", "USD 500,000", "$500k" and "1.2
// million". It refuses amounts below zero, fractions of a cent, and "1.234,56", which has different meanings in America
// and Europe.
func Money(text string) (cents int64, ok bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), ""))
	for _, currency := range []string{"us$", "usd", "$"} {
		text = strings.TrimPrefix(text, currency)
	}
	for _, currency := range []string{"usd", "dollars"} {
		text = strings.TrimSuffix(text, currency)
	}
	scale := int64(100)
	for _, unit := range units {
		if rest, ok := strings.CutSuffix(text, unit.name); ok {
			text, scale = rest, scale*unit.value
			break
		}
	}
	whole, fraction, ok := decimal(text)
	if !ok {
		return 0, false
	}
	return scaled(whole, strings.TrimRight(fraction, "0"), scale)
}

var units = []struct {
	name  string
	value int64
}{{"thousand", 1e3}, {"k", 1e3}, {"million", 1e6}, {"mil", 1e6}, {"mm", 1e6}, {"m", 1e6}}

// decimal splits a number without a sign. Its digits are grouped by threes or not at all.
func decimal(text string) (whole, fraction string, ok bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if !digits(fraction) || point && fraction == "" || whole+fraction == "" {
		return "", "", false
	}
	groups := strings.Split(whole, ",")
	for i, group := range groups {
		if !digits(group) || len(groups) > 1 &&
			(i == 0 && (len(group) == 0 || len(group) > 3) || i > 0 && len(group) != 3) {
			return "", "", false
		}
	}
	return strings.Join(groups, ""), fraction, true
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// scaled multiplies a decimal number. It fails if the result is not exact.
func scaled(whole, fraction string, scale int64) (int64, bool) {
	if len(fraction) > 8 {
		return 0, false
	}
	var ones, parts int64
	var err error
	if whole != "" {
		if ones, err = strconv.ParseInt(whole, 10, 64); err != nil || ones > math.MaxInt64/scale/2 {
			return 0, false
		}
	}
	if fraction != "" {
		if parts, err = strconv.ParseInt(fraction, 10, 64); err != nil {
			return 0, false
		}
	}
	for range fraction {
		if scale%10 != 0 {
			return 0, false
		}
		scale /= 10
		ones *= 10
	}
	return (ones + parts) * scale, true
}

// Number returns a number. It reads "1,450", "2.5", "-121.43" and "3 %".
func Number(text string) (value float64, ok bool) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = text[:1], text[1:]
	}
	whole, fraction, ok := decimal(text)
	if !ok {
		return 0, false
	}
	value, err := strconv.ParseFloat(sign+whole+"."+fraction, 64)
	return value, err == nil
}

// Dollars formats cents for people: "$500,000", "$1,234.50".
func Dollars(cents int64) string {
	text := strconv.FormatInt(cents/100, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	if rest := cents % 100; rest != 0 {
		text += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return "$" + text
}

// Bool returns the truth value of "yes", "Y", "true", "x", "1" and their opposites.
func Bool(text string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes", "y", "true", "t", "x", "1", "on", "✓":
		return true, true
	case "no", "n", "false", "f", "0", "off":
		return false, true
	}
	return false, false
}

package main

import "testing"

func TestSpelledSum(t *testing.T) {
	for text, want := range map[string]int64{
		"four hundred twenty thousand": 420_000, "four hundred and twenty-five thousand dollars": 425_000,
		"three fifty": 350_000, "four seventy five": 475_000, "six fifty": 650_000, "twelve fifty": 1_250_000,
		"six oh five": 605_000, "five hundred": 500_000, "nine hundred fifty": 950_000, "nine ninety nine": 999_000,
		"four fifty thousand": 450_000, "one point two five million": 1_250_000, "one point two million": 1_200_000,
		"two million": 2_000_000, "a million two": 1_200_000, "a million two fifty": 1_250_000,
		"one million two hundred thousand": 1_200_000, "half a million": 500_000, "one and a half million": 1_500_000,
		"a million and a half": 1_500_000, "ten thousand": 10_000, "two thousand five hundred": 2500,
		"four twenty k": 420_000, "a hundred thousand": 100_000, "one point twenty five million": 1_250_000,
		"three hundred five thousand": 305_000, "seven twenty five": 725_000, "six hundred": 600_000,
		// with dollars said, the words are the sum
		"five hundred dollars": 500, "nine hundred fifty dollars": 950, "five hundred thousand dollars": 500_000,
		// no sums
		"three": 0, "twenty five": 0, "one two three": 0, "ten": 0, "thirty": 0, "five five": 0,
	} {
		found := spelledForm.FindString("at " + text + ", and")
		got, _, ok := spelledSum(found)
		if found != text || ok != (want > 0) || got != want {
			t.Errorf("%q, found as %q, is %d (%v), not %d", text, found, got, ok, want)
		}
	}
}

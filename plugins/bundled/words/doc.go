// Package words reads values that people write in files and sentences: money, dates, times, phone numbers, e-mail
// addresses, names and street addresses of the United States. It does not guess: it refuses ambiguous text.
//
//	cents, ok := words.Money("$1,234.50") // 123450, true
//	date, ok := words.Date("5-Jun-2026")  // "2026-06-05", true
package words

// Package words reads values that people write in files and sentences: money, dates, times, phone numbers, e-mail
// addresses, names and street addresses of the United States. It does not guess: it refuses ambiguous text.
package words

package api

// Table is an answer as CSV (RFC 4180), in the place of JSON: a field of this type that is not nil. Its first row is
// the heading.
type Table struct {
	Name string // of the file, without .csv
	Rows [][]string
}

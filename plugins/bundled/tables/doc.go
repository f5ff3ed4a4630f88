// Package tables reads tables as spreadsheets and other programs write them, for the bundled plugins: their bytes as
// text, in whatever encoding, and the text as rows of cells, with whatever separator. It knows nothing of records: a
// caller says which headings it would know, and gets the row that has them.
//
//	text, encoding := tables.Text(bytes)
//	table := tables.Read(text, func(heading string) bool { return known[heading] })
package tables

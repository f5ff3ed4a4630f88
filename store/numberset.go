package store

import "database/sql"

// numberSet is a set of record numbers.
type numberSet []uint64

func (n numberSet) has(number int64) bool {
	at := number / 64
	return at < int64(len(n)) && n[at]>>(number%64)&1 != 0
}

func (n *numberSet) add(number int64) {
	if missing := int(number/64) + 1 - len(*n); missing > 0 {
		*n = append(*n, make([]uint64, missing+len(*n)/2)...)
	}
	(*n)[number/64] |= 1 << (number % 64)
}

// collect adds numbers that are separated by commas in one text: a row for each takes twice as long.
func (n *numberSet) collect(numbers sql.RawBytes) {
	if len(numbers) == 0 {
		return
	}
	number := int64(0)
	for _, c := range numbers {
		if c == ',' {
			n.add(number)
			number = 0
			continue
		}
		number = number*10 + int64(c-'0')
	}
	n.add(number)
}

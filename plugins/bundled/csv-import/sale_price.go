package main

import "strings"

// tooLittle is below what homes are sold for, in cents: a number under such a column may be a ratio, or thousands.
const tooLittle = 1000_00

// salePrices are the prices of a sale.
var salePrices = []string{"ListPrice", "OriginalListPrice", "ClosePrice", "purchasePrice"}

// warnOfPrices tells of prices that are hardly those of a sale.
func warnOfPrices(d *draft) {
	if kind, _ := d.fields["PropertyType"].(string); strings.Contains(kind, "Lease") {
		return
	}
	for _, name := range salePrices {
		cents, is := d.fields[name].(float64)
		if c, there := d.from["price "+name]; is && there && cents < tooLittle {
			d.warn(c, "is less than $1,000: it may not be the "+lower(d.kind.Root(name).Label))
		}
	}
}

package main

// regionSizes are how much is done with several regions.
type regionSizes struct {
	edits   int // seen in another region, of each pair
	rows    int // in each region
	revokes int
	cut     int // edits of each writer while a region is cut off
	missed  int // changes that a region lacks
	writers int // in each region, of edits in a second
}

var (
	fullRegions  = regionSizes{edits: 300, rows: 60, revokes: 25, cut: 500, missed: 100_000, writers: 3}
	smallRegions = regionSizes{edits: 3, rows: 2, revokes: 1, cut: 10, missed: 400, writers: 1}
)

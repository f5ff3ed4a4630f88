package demo

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

//go:embed data/sacramento-homes.csv
var homesCSV string

// home is one line of the embedded file.
type home struct {
	city, zip, subtype  string
	beds, baths, sqft   float64
	price               int // cents
	latitude, longitude float64
}

// homes reads the embedded file. Its columns are rownames, city, zip, beds, baths, sqft, type, price, latitude and
// longitude.
func homes() ([]home, error) {
	rows, err := csv.NewReader(strings.NewReader(homesCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read homes: %w", err)
	}
	var all []home
	for n, row := range rows[1:] {
		numbers := make(map[int]float64)
		for _, column := range []int{3, 4, 5, 7, 8, 9} {
			number, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				return nil, fmt.Errorf("home %d, column %d: %w", n+1, column, err)
			}
			numbers[column] = number
		}
		all = append(all, home{
			city: titled(row[1]), zip: strings.TrimPrefix(row[2], "z"), subtype: subtypes[row[6]],
			beds: numbers[3], baths: math.Ceil(numbers[4]), sqft: numbers[5], price: int(numbers[7]) * 100,
			latitude: numbers[8], longitude: numbers[9],
		})
	}
	return all, nil
}

// subtypes maps the file's types to RESO's PropertySubType.
var subtypes = map[string]string{"Residential": "Single Family Residence", "Condo": "Condominium",
	"Multi_Family": "Multi Family"}

func titled(city string) string {
	words := strings.Split(strings.ToLower(strings.ReplaceAll(city, "_", " ")), " ")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, " ")
}

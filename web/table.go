package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"roomkey/web/api"
)

const csvType = "text/csv; charset=utf-8"

// table answers with CSV, as a file.
func (c *call) table(t *api.Table) error {
	var body bytes.Buffer
	rows := csv.NewWriter(&body)
	rows.UseCRLF = true
	if err := rows.WriteAll(t.Rows); err != nil {
		return err
	}
	c.fiber.Status(http.StatusOK).Response().SetBodyRaw(body.Bytes())
	c.fiber.Set(fiber.HeaderContentType, csvType)
	c.fiber.Set(fiber.HeaderContentDisposition, `attachment; filename="`+t.Name+`.csv"`)
	return nil
}

// wholeUnits writes cents in whole units of the currency.
func wholeUnits(cents int64) string { return strconv.FormatFloat(float64(cents)/100, 'f', 2, 64) }

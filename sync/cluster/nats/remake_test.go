package nats_test

import (
	"testing"
	"time"

	"roomkey/crm"
)

// There is no order, and one region is gone. The two others make it without that one, which gets its copy when it is
// back: then another may go.
func TestRows_AreMadeAgainByTwoOfThree(t *testing.T) {
	c := newTrio(t)
	c.open("a")
	c.open("b")
	c.await("a and b agree that there is none", func() bool {
		there, err := c.nodes["a"].HasRows(within(t, 5*time.Second))
		return err == nil && !there
	})
	if err := c.nodes["b"].MakeRows(within(t, 5*time.Second), 7); err == nil {
		t.Error("three copies were made by two")
	}
	c.await("b makes it", func() bool { return c.nodes["b"].RemakeRows(within(t, 5*time.Second), 7) == nil })
	if seq, err := c.append("a", "rows.x", 0, "two"); err != nil || seq != 8 {
		t.Fatal(seq, err)
	}
	c.open("c")
	c.await("c has a copy", func() bool {
		there, err := c.nodes["c"].HasRows(within(t, 5*time.Second))
		return there && err == nil && c.nodes["c"].RowCopies(within(t, 5*time.Second)) == 3
	})
	c.close("a")
	if seq, err := c.append("b", "rows.x", 8, "three"); err != nil || seq != 9 {
		t.Error(seq, err, crm.CodeOf(err))
	}
}

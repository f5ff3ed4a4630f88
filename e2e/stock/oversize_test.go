package stock_test

import (
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// A stock client writes a paste as one change, over what was selected too.
func TestPaste_OfAHundredThousandCharactersArrivesFromAStockClient(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listing := s.Shared("listings", 1)[0]
	writer, reader := s.stock(demo.Agent1.Email, ""), s.stock(demo.Agent2.Email, "")
	for _, c := range []*peers.Client{writer, reader} {
		s.do(c, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	}
	before := len([]rune(s.content(writer, "l")["PublicRemarks"].(string)))
	for round, text := range []string{strings.Repeat("a long text ", 8_333), strings.Repeat("another one ", 8_333)} {
		s.do(writer, "splice", peers.Call{"name": "l", "path": []any{"PublicRemarks"}, "index": 0, "del": before,
			"value": text}, nil)
		before = len(text)
		s.do(writer, "set", peers.Call{"name": "l", "path": []any{"BedroomsTotal"}, "value": round + 70}, nil)
		roomkeytest.Eventually(t, "the paste reaches the other", func() bool {
			return s.content(reader, "l")["BedroomsTotal"] == float64(round+70)
		})
		var r record
		s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listing.ID, &r)
		if r.Fields["PublicRemarks"] != text || s.content(reader, "l")["PublicRemarks"] != text {
			t.Errorf("round %d: the text is another one", round)
		}
	}
}

// A client stores what it has pasted and offers it again on every connection, so the socket must survive it.
func TestOversize_APasteThatIsTooLongCostsNoSocketAndNoOtherRecord(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listings := s.Shared("listings", 2)
	writer := s.stock(demo.Agent1.Email, "")
	for i, name := range []string{"pasted", "beside"} {
		s.do(writer, "open", peers.Call{"name": name, "documentId": listings[i].DocumentID}, nil)
	}
	s.do(writer, "splice", peers.Call{"name": "pasted", "path": []any{"PublicRemarks"}, "index": 0,
		"value": strings.Repeat("a paragraph ", 18_000)}, nil)
	s.do(writer, "set", peers.Call{"name": "pasted", "path": []any{"ListPrice"}, "value": 77_700_000}, nil)
	colleague := s.stock(demo.Agent2.Email, "")
	s.do(colleague, "open", peers.Call{"name": "pasted", "documentId": listings[0].DocumentID}, nil)
	price := func(i int) any {
		var r record
		s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listings[i].ID, &r)
		return r.Fields["ListPrice"]
	}
	for round := range 5 {
		want := 50_000_000 + round
		s.do(writer, "set", peers.Call{"name": "beside", "path": []any{"ListPrice"}, "value": want}, nil)
		roomkeytest.Eventually(t, "an edit of the other record is stored", func() bool {
			return price(1) == float64(want)
		})
		s.do(colleague, "set", peers.Call{"name": "pasted", "path": []any{"BedroomsTotal"}, "value": round + 1}, nil)
		roomkeytest.Eventually(t, "a colleague's edit of the same record reaches the writer", func() bool {
			return s.content(writer, "pasted")["BedroomsTotal"] == float64(round+1)
		})
	}
	if price(0) == 77_700_000.0 {
		t.Error("a change made after the refused one is accepted")
	}
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
}

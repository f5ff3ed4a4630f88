package cluster_test

import (
	"strings"
	"testing"

	"roomkey/sync/cluster"
)

func TestLayout_SaysWhatCantWork(t *testing.T) {
	const three = "a=h:1,b=i:1,c=j:1"
	for name, c := range map[string]struct {
		region, list, witness string
		outside               bool
		says                  string // "": nothing
	}{
		"one region that says nothing":       {},
		"one region that lists itself":       {region: "a", list: "a=h:1"},
		"one region that lists no address":   {region: "a", list: "a"},
		"three regions":                      {region: "b", list: three},
		"five regions":                       {region: "e", list: three + ",d=k:1,e=l:1"},
		"two regions with a witness":         {region: "b", list: "a=h:1,b=i:1", witness: "w=k:1"},
		"the witness of two regions":         {region: "w", list: "a=h:1,b=i:1", witness: "w=k:1"},
		"two regions whose NATS is outside":  {region: "b", list: "a,b", outside: true},
		"four regions whose NATS is outside": {region: "b", list: "a,b,c,d", outside: true},
		"two regions alone":                  {region: "a", list: "a=h:1,b=i:1", says: "want a third machine"},
		"three regions and a witness":        {region: "a", list: three, witness: "w=k:1", says: "for two regions"},
		"four regions":                       {region: "a", list: three + ",d=k:1", says: "1, 3 or 5 regions"},
		"seven regions": {region: "a", list: three + ",d=k:1,e=l:1,f=m:1,g=n:1",
			says: "and not 7"},
		"a region twice":              {region: "a", list: "a=h:1,b=i:1,a=j:1", says: "a twice"},
		"a witness that is a region":  {region: "a", list: "a=h:1,b=i:1", witness: "a=k:1", says: "a twice"},
		"a region that is not listed": {region: "x", list: three, says: "one of --cluster's: a, b, c"},
		"no region":                   {list: three, says: "one of --cluster's: a, b, c"},
		"a region and no list":        {region: "a", says: "for --cluster"},
		"NATS outside and no list":    {outside: true, says: "for --cluster"},
		"a witness and no list":       {witness: "w=k:1", says: "for --cluster"},
		"no addresses":                {region: "a", list: "a,b,c", says: "wants the address"},
	} {
		t.Run(name, func(t *testing.T) {
			layout := cluster.Layout{Region: c.region, Outside: c.outside}
			var err error
			if layout.Regions, err = cluster.ParseList(c.list); err != nil {
				t.Fatal(err)
			}
			witness, err := cluster.ParseList(c.witness)
			if err != nil {
				t.Fatal(err)
			}
			if len(witness) > 0 {
				layout.Witness = witness[0]
			}
			err = layout.Check()
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

func TestParseList_RefusesWhatIsNoList(t *testing.T) {
	for _, text := range []string{",", "a,", "A=h:1", "a=h", "a=:1", "a=h:", "a b", "a=h:1;b=i:1", "a.b=h:1"} {
		if list, err := cluster.ParseList(text); err == nil {
			t.Errorf("%q is read as %v", text, list)
		}
	}
	for _, text := range []string{"", "a", "a,b", "a=h:1,b=[::1]:2"} {
		if list, err := cluster.ParseList(text); err != nil || cluster.FormatList(list) != text {
			t.Errorf("%q is read as %v, %v", text, list, err)
		}
	}
}

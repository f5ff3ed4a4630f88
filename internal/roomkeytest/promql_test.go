package roomkeytest_test

import (
	"reflect"
	"testing"

	"roomkey/internal/roomkeytest"
)

func TestReadQuery_FindsWhatAQueryNames(t *testing.T) {
	metrics, labels := roomkeytest.ReadQuery(`sum by (instance, le) (rate(a_bucket{status=~"5..", x!="y z"}[5m]))
		> 0.02 * on (job) max(b_total) and time() - c offset 5m > 1e3 unless absent(up{job='r'}[$__rate_interval])`)
	want := []roomkeytest.Selector{
		{Metric: "a_bucket", Matchers: []roomkeytest.Matcher{{"status", "=~", "5.."}, {"x", "!=", "y z"}}},
		{Metric: "b_total"}, {Metric: "c"}, {Metric: "up", Matchers: []roomkeytest.Matcher{{"job", "=", "r"}}},
	}
	if !reflect.DeepEqual(metrics, want) {
		t.Errorf("it names %+v", metrics)
	}
	if !reflect.DeepEqual(labels, []string{"instance", "le", "job"}) {
		t.Errorf("it groups by %v", labels)
	}
}

package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"roomkey/sync/cluster"
	"roomkey/sync/cluster/beat"
)

const (
	rebuildPath = "/region/rebuild"
	rebuildTime = 15 * time.Second
)

// rebuilding is what comes of a question to make the order of rows again.
type rebuilding struct {
	cluster.Rebuild
	Error string `json:"error,omitempty"`
}

// answerRebuild has a region make the order of rows again.
func answerRebuild(mux *http.ServeMux, rebuild func(context.Context, bool) (cluster.Rebuild, error)) {
	mux.HandleFunc("POST "+rebuildPath, func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := answersWithin(w, r, rebuildTime)
		defer cancel()
		made, err := rebuild(ctx, r.URL.Query().Has("yes"))
		answer := rebuilding{Rebuild: made}
		if err != nil {
			answer.Error = plain(err)
		}
		_ = json.NewEncoder(w).Encode(answer)
	})
}

// regionRebuild asks the server that runs on a data directory to make the order of rows again.
func regionRebuild(ctx context.Context, p *Program, args []string) error {
	var data folder
	yes := false
	flags := dataFlags("region rebuild", &data)
	flags.BoolVar(&yes, "yes", false, "do it")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	path := rebuildPath
	if yes {
		path += "?yes"
	}
	var answer rebuilding
	if err := callServer(ctx, string(data), http.MethodPost, path, nil, &answer, rebuildTime); err != nil {
		return err
	}
	if answer.Error != "" {
		return fmt.Errorf("%s", answer.Error)
	}
	printRebuild(p.Stdout, &answer.Rebuild)
	if !yes {
		return fmt.Errorf("nothing was done: say --yes to do it")
	}
	return nil
}

// printRebuild says what is made or would be, and what is lost by it.
func printRebuild(to io.Writer, r *cluster.Rebuild) {
	made := "All regions have lost the order of rows. It can be made again"
	if r.Made {
		made = "The order of rows is made again"
	}
	fmt.Fprintf(to, "%s after change %d, the last that a region has told of.\n", made, r.After)
	for _, region := range r.Silent {
		said := "has not been heard since this server was started"
		if region.State == beat.StateSilent {
			said = fmt.Sprintf("is silent; it had applied %d", region.Position)
		}
		fmt.Fprintf(to, "Region %s %s. Changes of rows after %d that it alone has are lost, and it must be restored "+
			"from another region then.\n", region.Name, said, r.After)
	}
	if len(r.Silent) == 0 {
		fmt.Fprintln(to, "Every region is there, so that it is made by itself within seconds, and nothing is lost.")
	}
}

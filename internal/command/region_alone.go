package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"roomkey/store"
)

// asOfSeveral adds to the refusal of data of several regions how to go on.
func asOfSeveral(err error, dir string) error {
	if !errors.Is(err, store.ErrOfSeveral) {
		return err
	}
	return fmt.Errorf("%s is the folder of one of several regions: start it with the same --region and --cluster as "+
		"before. To take it out of them for good, run roomkey region alone --data %s", dir, dir)
}

// regionAlone makes the data of one of several regions that of one region, for good. No server may run on it.
func regionAlone(ctx context.Context, p *Program, args []string) error {
	var data folder
	yes := false
	flags := dataFlags("region alone", &data)
	flags.BoolVar(&yes, "yes", false, "do it")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	if err := data.hasData(); err != nil {
		return err
	}
	if !yes {
		return fmt.Errorf("this takes %s out of its regions for good: what is changed in it never comes to the "+
			"others again, and what they change not to it. Say --yes to do it, and take it out of the others' "+
			"--cluster", data)
	}
	if err := store.Part(ctx, store.Options{Dir: string(data), Now: p.Now, Random: p.Random,
		Log: p.log()}); err != nil {
		return err
	}
	if err := os.RemoveAll(natsFolder(string(data))); err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "%s is one region by itself now\n", data)
	return nil
}

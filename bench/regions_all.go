package main

import (
	"context"
	"debug/elf"
	"fmt"
)

// measureRegions measures three regions with delays of 40, 90 and 125 ms between them.
func measureRegions(ctx context.Context, s *suite) error {
	alone, idle, err := s.aloneEdits(ctx)
	if err != nil {
		return err
	}
	r, err := s.startRegions(ctx)
	defer r.stop()
	if err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	one, err := r.servers[0].usage()
	if err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{r.seen, r.rows, r.revocations, r.healed, r.behind,
		func(ctx context.Context) error { return r.across(ctx, alone) }} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	if err := s.regionCosts(one.resident, idle); err != nil {
		return err
	}
	s.report.note("Regions: three servers on this machine, with one-way delays of 40 ms (a, b), 90 ms (a, c) and 125 " +
		"ms (b, c). Each share of the load, and each edit three times, is done by the same two processors.")
	return nil
}

// regionCosts judges what regions cost: the memory of an idle server, beside that of one alone, and the program's size.
func (s *suite) regionCosts(resident, idle int64) error {
	size, err := strippedSize(s.binary)
	if err != nil {
		return err
	}
	s.report.compare("memory of the serving process, idle", fmt.Sprintf("%.0f MB", megabytes(resident)),
		fmt.Sprintf("%.0f MB alone", megabytes(idle)), fmt.Sprintf("%.2f", ratio(resident, idle)))
	s.report.require(fmt.Sprintf("+ %.0f MB", megabytes(mostRegionMemory)), resident-idle <= mostRegionMemory)
	s.report.compare("the program, stripped", fmt.Sprintf("%.1f MB", megabytes(size)),
		fmt.Sprintf("%.1f MB without regions", megabytes(programBefore)),
		fmt.Sprintf("%.2f", ratio(size, programBefore)))
	s.report.require(fmt.Sprintf("%.1f MB", megabytes(mostProgram)), size <= mostProgram)
	s.report.note("The program without regions is the one before them (docs/adr/0038); what came since counts too.")
	return nil
}

// strippedSize is how many bytes of a program are left without symbols and debug information, which stand behind what
// is loaded, but for a table of its sections.
func strippedSize(file string) (size int64, err error) {
	program, err := elf.Open(file)
	if err != nil {
		return 0, err
	}
	defer program.Close()
	for _, part := range program.Progs {
		if part.Type == elf.PT_LOAD {
			size = max(size, int64(part.Off+part.Filesz))
		}
	}
	return size, nil
}

package crm

// SettingStart is a start of a region's server: a number for it, and the number of the last change of settings before.
type SettingStart struct{ Boot, Last uint64 }

// ResumeSettings says up to which of a region's present changes somebody has them who has those up to a number that a
// boot has counted. A database that was put back counts the same numbers again: what is beyond the next start was lost.
// 0: the boot is not known. starts are the region's own, in their order.
func ResumeSettings(starts []SettingStart, boot, through uint64) uint64 {
	for i := range starts {
		switch {
		case starts[i].Boot != boot:
		case i+1 < len(starts):
			return min(through, starts[i+1].Last)
		default:
			return through
		}
	}
	return 0
}

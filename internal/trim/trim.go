// Package trim gives the system back memory that C's allocator holds and nobody uses. It frees nothing itself.
//
//	trim.Memory() // after many calls of C's free
package trim

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static void trim(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
*/
import "C"

// Memory gives back what was freed. glibc keeps it otherwise: a process that held much once stays as large ever after.
// With another C library it does nothing. It takes some milliseconds for each 100 MB, and other threads that allocate
// wait meanwhile.
func Memory() { C.trim() }

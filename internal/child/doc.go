// Package child runs work that may crash, hang or eat memory in a supervised child process of the same binary.
//
// A [Child] starts the binary again with hidden arguments, speaks to it over two pipes in frames, restarts it when it
// dies, and kills it when one call overruns its deadline. In the child, [Serve] reads calls, hands them to a function one
// after the other, and answers. Calls are pipelined: many may be under way, the child works them off in order, and both
// sides write what has gathered in one system call.
//
// A child dies with its parent (a signal at the parent's death, and the end of its input), and holds to a memory limit
// and, where one is asked for, to a limit of CPU seconds.
//
// The package knows nothing of what is called. It never repeats a call by itself: whoever had a call under way when the
// child died gets a [*Death] and decides; [Child.Alone] is there to repeat a suspect with nothing else under way.
//
//	func main() {
//		if len(os.Args) > 1 && os.Args[1] == "echo" {
//			child.Serve(func(request []byte) []byte { return request })
//			return
//		}
//		c := child.New(child.Config{Args: []string{"echo"}})
//		go c.Run(ctx) // and wait for it
//		answer, err := c.Call(ctx, []byte("hello"))
//	}
package child

package guest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// module is a program of the runtime wasm: compiled once, instantiated for every step.
type module struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	current  *step
}

// newRuntime returns a runtime with WASI whose guests have at most memoryBytes of memory. It keeps compiled code in the
// directory cache; "" means no cache.
//
// It uses wazero's compiler, because the interpreter is tens of times slower. It does not end a guest when its context
// ends: that would make loops 16 times slower and would not stop a guest without loops. The server kills the process
// instead.
func newRuntime(ctx context.Context, memoryBytes int64, cache string) (wazero.Runtime, error) {
	config := wazero.NewRuntimeConfigCompiler().WithMemoryLimitPages(
		uint32(memoryBytes / pageBytes)).WithDebugInfoEnabled(false)
	if cache != "" {
		c, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, err
		}
		config = config.WithCompilationCache(c)
	}
	r := wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, err
	}
	return r, nil
}

// loadModule prepares a stranger's module, or returns a failure of kind link that says why it can never run.
func loadModule(h header, code []byte) (program, *Failure, error) {
	ctx := context.Background()
	scan, err := scanModule(code, h.MemoryBytes)
	if err != nil {
		return nil, &Failure{KindLink, err.Error()}, nil
	}
	m := &module{}
	if m.runtime, err = newRuntime(ctx, h.MemoryBytes, h.Cache); err != nil {
		return nil, nil, err
	}
	if err := instantiateABI(ctx, m.runtime, &m.current); err != nil {
		return nil, nil, err
	}
	for _, i := range scan.imports {
		if !m.offers(i) {
			return nil, &Failure{KindLink, explainImport(i)}, nil
		}
	}
	if missing := explainExports(scan.exports); missing != "" {
		return nil, &Failure{KindLink, missing}, nil
	}
	if m.compiled, err = m.runtime.CompileModule(ctx, scan.bounded); err != nil {
		return nil, &Failure{KindLink, "the module is not valid WebAssembly 2.0: " + err.Error()}, nil
	}
	if wrong := m.mistyped(); wrong != "" {
		return nil, &Failure{KindLink, wrong}, nil
	}
	return m, nil, nil
}

// offers reports whether the function that a guest imports exists.
func (m *module) offers(i imported) bool {
	if i.kind != externFunc || i.module != abiModule && i.module != wasiModule {
		return false
	}
	return m.runtime.Module(i.module).ExportedFunctionDefinitions()[i.name] != nil
}

// mistyped names the function that the guest imports or exports with wrong parameters; "" if there is none.
func (m *module) mistyped() string {
	for _, f := range m.compiled.ImportedFunctions() {
		from, name, _ := f.Import()
		if ours := m.runtime.Module(from).ExportedFunctionDefinitions()[name]; signature(f) != signature(ours) {
			return fmt.Sprintf("the module imports %s.%s as %s, and it is %s", from, name, signature(f),
				signature(ours))
		}
	}
	if start := m.compiled.ExportedFunctions()["_start"]; signature(start) != "() → ()" {
		return fmt.Sprintf("the module exports _start as %s, and it must be () → ()", signature(start))
	}
	return ""
}

func signature(f api.FunctionDefinition) string {
	list := func(types []api.ValueType) (text string) {
		for i, t := range types {
			if i > 0 {
				text += ", "
			}
			text += api.ValueTypeName(t)
		}
		return "(" + text + ")"
	}
	return list(f.ParamTypes()) + " → " + list(f.ResultTypes())
}

// instanceConfig gives an instance its environment: clocks, random numbers and its log. Both clocks and random numbers
// are set explicitly, because wazero's default clock stands still and its default random numbers are always the same.
func instanceConfig(s *step) wazero.ModuleConfig {
	return wazero.NewModuleConfig().WithName("").WithStartFunctions().WithArgs("plugin").
		WithStdout(s.log.stream()).WithStderr(s.log.stream()).
		WithSysWalltime().WithSysNanotime().WithSysNanosleep().WithRandSource(rand.Reader)
}

// run implements program.
func (m *module) run(ctx context.Context, s *step) *Failure {
	m.current = s
	defer func() { m.current = nil }()
	ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(allocateMemory))
	instance, err := m.runtime.InstantiateModule(ctx, m.compiled, instanceConfig(s))
	if err == nil {
		defer instance.Close(ctx)
		_, err = instance.ExportedFunction("_start").Call(ctx)
	}
	return ending(err)
}

// ending determines how a guest ended from the error of its main; nil if it ended without one.
func ending(err error) *Failure {
	var exit *sys.ExitError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &exit):
		return explainTrap(err)
	case exit.ExitCode() == 0:
		return nil
	}
	return &Failure{KindExit, fmt.Sprintf("the program ended with exit status %d", exit.ExitCode())}
}

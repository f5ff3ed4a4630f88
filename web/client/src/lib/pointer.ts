/** What a JSON Pointer (RFC 6901) into a record names: steps of the private half, or of the shared one. */
export function stepsOf(pointer: string): { private: boolean; steps: string[] } {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps[0] === "private" ? { private: true, steps: steps.slice(1) } : { private: false, steps };
}

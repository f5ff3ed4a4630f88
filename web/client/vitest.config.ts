import { defineConfig } from "vitest/config";

// Tests stand beside the code.
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "../types/*.test.mjs"],
    exclude: ["**/node_modules/**"],
    isolate: false,
    testTimeout: 20_000,
  },
});

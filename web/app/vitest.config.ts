import { defineConfig } from "vitest/config";

// Unit tests stand beside the code. The browser tests need a built server and a browser, and each of their files starts
// its own of both, so the files run at the same time.
export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts"],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          globalSetup: "e2e/demo.ts",
          isolate: false, // files share their imports, which are large, and nothing else
          testTimeout: 300_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000, interval: 100 } }, // a look for a role costs a page some milliseconds
        },
      },
    ],
  },
});

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** The server of `npm run dev`. It gets the browser's Host, because it answers only pages of its own origin. */
const proxied = { target: process.env.ROOMKEY_URL ?? "http://127.0.0.1:8080", changeOrigin: false };

/**
 * Has the page run a chunk as a script of its own, as soon as it is there: other scripts wait until the page and its
 * styles are.
 */
function runEarly(name: string): Plugin {
  const handler = (_: string, { bundle = {} }: { bundle?: Record<string, { name?: string; fileName: string }> }) => {
    const chunk = Object.values(bundle).find((output) => output.name === name);
    const attrs = { type: "module", async: true, crossorigin: true, src: `/${chunk?.fileName}` };
    return chunk ? [{ tag: "script", attrs, injectTo: "head-prepend" as const }] : [];
  };
  return { name: "run-early", transformIndexHtml: { order: "post", handler } };
}

// The build goes where the Go binary embeds it from.
export default defineConfig({
  plugins: [
    react(),
    runEarly("early"),
    VitePWA({
      registerType: "prompt",
      manifest: {
        name: "Roomkey",
        short_name: "Roomkey",
        description: "A real-estate CRM that keeps working offline",
        theme_color: "#f4f2ed",
        background_color: "#f4f2ed",
        start_url: "/",
        display: "standalone",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
        ],
      },
      workbox: {
        clientsClaim: true, // the first visit is ready to start without a network at once
        globPatterns: ["**/*.{js,css,html,svg,png,woff2,wasm}"],
        maximumFileSizeToCacheInBytes: 6 * 1024 * 1024, // Automerge's wasm: without it the app can't start offline
        navigateFallbackDenylist: [/^\/api\//, /^\/sync/, /^\/healthz/, /^\/readyz/, /^\/metrics/],
      },
    }),
  ],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: "esnext",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first page loads is three files: what is to run first, libraries, which change rarely, and the rest. A
    // browser asks for six at a time, and there would be fifty.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "early", test: /app\/src\/early\.ts$/, priority: 2 },
            { name: "libraries", tags: ["$initial"], test: /node_modules/, priority: 1 },
            { name: "first", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": proxied, "/sync": { ...proxied, ws: true } } },
});

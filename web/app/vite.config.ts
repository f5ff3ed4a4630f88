import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** The server of `npm run dev`. It gets the browser's Host, because it answers only pages of its own origin. */
const proxied = { target: process.env.ROOMKEY_URL ?? "http://127.0.0.1:8080", changeOrigin: false };

// The build goes where the Go binary embeds it from.
export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      registerType: "autoUpdate",
      manifest: {
        name: "Roomkey",
        short_name: "Roomkey",
        description: "A real-estate CRM that keeps working offline",
        theme_color: "#1c7ed6",
        icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,png,woff2,wasm}"],
        maximumFileSizeToCacheInBytes: 6 * 1024 * 1024, // Automerge's wasm: without it the app can't start offline
        navigateFallbackDenylist: [/^\/api\//, /^\/sync/, /^\/healthz/, /^\/readyz/, /^\/metrics/],
      },
    }),
  ],
  html: { cspNonce: "__CSP_NONCE__" },
  build: { outDir: "../dist", emptyOutDir: false, target: "esnext", assetsInlineLimit: 0 },
  server: { proxy: { "/api": proxied, "/sync": { ...proxied, ws: true } } },
});

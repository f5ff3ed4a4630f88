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
  build: { outDir: "../dist", emptyOutDir: false, target: "esnext", assetsInlineLimit: 0 },
  server: { proxy: { "/api": proxied, "/sync": { ...proxied, ws: true } } },
});

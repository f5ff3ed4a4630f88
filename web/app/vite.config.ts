import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

// The build goes where the Go binary embeds it from. While developing, the API and the socket are the local server's.
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
        globPatterns: ["**/*.{js,css,html,svg,wasm}"],
        maximumFileSizeToCacheInBytes: 6 * 1024 * 1024, // Automerge's wasm: without it the app can't start offline
        navigateFallbackDenylist: [/^\/api\//, /^\/sync/, /^\/healthz/, /^\/readyz/, /^\/metrics/],
      },
    }),
  ],
  html: { cspNonce: "__CSP_NONCE__" },
  build: { outDir: "../dist", emptyOutDir: false, target: "esnext", assetsInlineLimit: 0 },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/sync": { target: "ws://127.0.0.1:8080", ws: true } } },
});

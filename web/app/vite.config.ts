import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The build goes where the Go binary embeds it from. While developing, the API and the socket are the local server's.
export default defineConfig({
  plugins: [react()],
  build: { outDir: "../dist", emptyOutDir: false, target: "esnext", assetsInlineLimit: 0 },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/sync": { target: "ws://127.0.0.1:8080", ws: true } } },
});

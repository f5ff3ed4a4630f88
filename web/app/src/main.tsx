import "@mantine/core/styles.css";
import "./ui/tokens.css";
import "./ui/tone.css";
import "./ui/base.css";
import "./ui/app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { watchForUpdates } from "./app/update";
import { applyDensity } from "./ui/density";
import { nonce } from "./ui/nonce";

// Mantine's modals keep the page from scrolling by an inline style, whose maker looks for its nonce here.
Object.assign(globalThis, { __webpack_nonce__: nonce() });

applyDensity();
watchForUpdates();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

import type { Layout } from "./layout";

export const leadLayout: Layout = {
  title: ["name"],
  subtitle: ["phone", "email", "source"],
  copied: "phone",
  facts: [
    { path: "score" },
    { path: "intent" },
    { path: "timeframe" },
    { computed: "priceRange", label: "Price range" },
    { computed: "firstResponse", label: "First response" },
    { path: "nextTaskAt" },
  ],
  phoneFacts: [0, 3, 4],
  groups: [
    {
      title: "Contact",
      left: ["name", "phone", "email"],
      right: ["source", "sourceDetail", "client"],
      rare: ["sourceDetail"],
    },
    {
      title: "Wants",
      left: ["intent", "timeframe", "areas"],
      right: ["priceMin", "priceMax", "score"],
    },
    {
      title: "Contacted",
      left: ["assignedAt", "firstResponseAt"],
      right: ["lastContactAt", "nextTaskAt", "lostReason"],
      rare: ["lostReason"],
    },
  ],
  texts: ["briefing"],
  rows: [],
};

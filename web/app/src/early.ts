import { askEarly } from "@roomkey/client/early";

// A script of its own, which runs while the app, a hundred times as large, is still on its way.
askEarly();

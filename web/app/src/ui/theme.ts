import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Mantine's colours in readable shades: WCAG 2.2 AA asks for a contrast of 4.5 between a text and its background. */
export const theme = createTheme({ primaryShade: 8 });

/** Colours that the theme cannot name. On the tints of these three, even Mantine's darkest shade is unreadable. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    "--mantine-color-placeholder": "#6c757d",
    "--mantine-color-green-light-color": "var(--mantine-color-black)",
    "--mantine-color-orange-light-color": "var(--mantine-color-black)",
    "--mantine-color-yellow-light-color": "var(--mantine-color-black)",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-placeholder": "#969696",
  },
});

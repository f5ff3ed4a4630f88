import { type CSSVariablesResolver, createTheme, defaultVariantColorsResolver } from "@mantine/core";

/** Mantine's ten shades of a tone, by its three tokens: grounds, marks, texts. */
function shades(soft: string, mark: string, text: string) {
  const [s, m, t] = [`var(--rk-${soft})`, `var(--rk-${mark})`, `var(--rk-${text})`];
  return [s, s, s, m, m, m, m, t, t, t] as const;
}

function tone(name: string) {
  return shades(`${name}-soft`, `${name}-mark`, `${name}-text`);
}

const token = (name: string) => `var(--rk-${name})`;

const grays = ["sunken", "hover", "line", "line-strong", "line-strong", "control", "text-3", "text-2", "ink", "text"];
const darks = ["text", "text-2", "text-3", "control", "line-strong", "pressed", "raised", "surface", "frame", "frame"];

/** Mantine's names of the tones, and the tokens that they stand for. */
const tones: Record<string, string> = {
  accent: "accent",
  gray: "gray",
  green: "green",
  yellow: "amber",
  orange: "orange",
  red: "red",
  blue: "blue",
  violet: "violet",
};

/** The look of Mantine's parts: every value is one of tokens.css. */
export const theme = createTheme({
  primaryColor: "accent",
  colors: {
    accent: shades("accent-soft", "accent", "accent-text"),
    gray: grays.map(token) as unknown as ReturnType<typeof tone>,
    dark: darks.map(token) as unknown as ReturnType<typeof tone>,
    green: tone("green"),
    yellow: tone("amber"),
    orange: tone("orange"),
    red: tone("red"),
    blue: tone("blue"),
    violet: tone("violet"),
  },
  fontFamily: "var(--rk-font)",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: "var(--rk-fz-3)", sm: "var(--rk-fz-2)", md: "var(--rk-fz)", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.334", sm: "1.5", md: "1.43", lg: "1.5", xl: "1.4" },
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  headings: {
    fontFamily: "var(--rk-font)",
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "2rem" },
      h2: { fontSize: "1rem", lineHeight: "1.5rem" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.25rem" },
      h4: { fontSize: "0.875rem", lineHeight: "1.25rem" },
      h5: { fontSize: "0.8125rem", lineHeight: "1.25rem" },
      h6: { fontSize: "0.75rem", lineHeight: "1rem" },
    },
  },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "32px" },
  defaultRadius: "sm",
  shadows: {
    xs: "var(--rk-shadow-1)",
    sm: "var(--rk-shadow-1)",
    md: "var(--rk-shadow-2)",
    lg: "var(--rk-shadow-3)",
    xl: "var(--rk-shadow-3)",
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Checkbox: { defaultProps: { radius: "xs", size: "xs" } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { withItemsBorders: false } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } }, // a menu may hold nothing but its items
  },
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    if (input.variant === "subtle" && input.color === "accent") {
      return { ...resolved, color: token("text-2"), hover: token("hover") }; // ink by default: it stands aside
    }
    if (input.variant !== "filled") return resolved;
    // On a dark ground the tones are light, so the text on them is not always white.
    return { ...resolved, color: input.color === "accent" ? token("on-accent") : token("surface") };
  },
});

/** What Mantine works out of its shades, said by tokens instead; the tokens know light and dark. */
function mapped(): Record<string, string> {
  const variables: Record<string, string> = {
    "--mantine-color-body": token("surface"),
    "--mantine-color-text": token("text"),
    "--mantine-color-bright": token("text"),
    "--mantine-color-dimmed": token("text-3"),
    "--mantine-color-placeholder": token("text-3"),
    "--mantine-color-error": token("red-text"),
    "--mantine-color-anchor": token("accent-text"),
    "--mantine-color-default": token("surface"),
    "--mantine-color-default-hover": token("hover"),
    "--mantine-color-default-color": token("text"),
    "--mantine-color-default-border": token("line-strong"),
    "--mantine-color-disabled": token("sunken"),
    "--mantine-color-disabled-color": token("text-3"),
    "--mantine-color-disabled-border": token("line-strong"),
    "--mantine-primary-color-contrast": token("on-accent"),
  };
  for (const [name, tone] of Object.entries(tones)) {
    const primary = name === "accent";
    const filled = primary ? token("accent") : token(`${tone}-text`);
    const hover = primary ? token("accent-hover") : `color-mix(in srgb, ${filled} 88%, ${token("text")})`;
    const set = (suffix: string, value: string) => {
      variables[`--mantine-color-${name}-${suffix}`] = value;
    };
    set("text", token(`${tone}-text`));
    set("filled", filled);
    set("filled-hover", hover);
    set("light", token(`${tone}-soft`));
    set("light-hover", `color-mix(in srgb, ${token(`${tone}-soft`)} 88%, ${token("text")} 6%)`);
    set("light-color", token(`${tone}-text`));
    set("outline", token(`${tone}-text`));
    set("outline-hover", token(`${tone}-soft`));
  }
  return variables;
}

/** Both schemes get the same names: Mantine would set its own in each. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: mapped(), dark: mapped() });

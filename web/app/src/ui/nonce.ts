/** The page's nonce for inline styles, which the server puts where Vite left its mark. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

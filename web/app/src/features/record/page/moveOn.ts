/** Edits the field after, or before, the one that element is of, in the order of the page. */
export function editNext(element: HTMLElement | null, way: "next" | "previous", edit: (pointer: string) => void): void {
  const page = element?.closest("[data-record]");
  if (!element || !page) return;
  const fields = [...page.querySelectorAll<HTMLElement>("[data-field]")].filter((one) => one.dataset.field);
  const next = fields[fields.indexOf(element) + (way === "next" ? 1 : -1)];
  if (next?.dataset.field) edit(next.dataset.field);
  else element.querySelector("button")?.focus();
}

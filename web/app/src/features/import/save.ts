/** Has the browser keep something as a file. */
export function saveBlob(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Has the browser keep a text as a file that spreadsheets know as UTF-8. */
export function saveText(text: string, name: string): void {
  saveBlob(new Blob([`\ufeff${text}`], { type: "text/csv;charset=utf-8" }), name);
}

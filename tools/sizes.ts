const UNITS = ["B", "KB", "MB", "GB"];

/** `512 B`, `84 KB`, `1.2 MB`: a file's size as mail programs show it. */
export function showSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < UNITS.length - 1) {
    size /= 1_024;
    unit += 1;
  }
  const shown = unit === 0 || size >= 10 ? Math.round(size) : Number(size.toFixed(1));
  return `${shown} ${UNITS[unit]}`;
}

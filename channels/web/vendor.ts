import path from "node:path";

/** The libraries the client imports, each from where it is installed. */
const MODULES: Readonly<Record<string, string>> = {
  preact: import.meta.resolve("preact"),
  "preact/hooks": import.meta.resolve("preact/hooks"),
  "@preact/signals": import.meta.resolve("@preact/signals"),
  "@preact/signals-core": import.meta.resolve("@preact/signals-core"),
  htm: import.meta.resolve("htm"),
  "htm/preact": import.meta.resolve("htm/preact"),
};

const toFileName = (specifier: string, url: string): string =>
  specifier.replace("@", "").replaceAll("/", "-") + path.extname(url);

/** File name under `/assets/vendor/` to the installed module. */
export const VENDOR_MODULES: ReadonlyMap<string, URL> = new Map(
  Object.entries(MODULES).map(([specifier, url]) => [toFileName(specifier, url), new URL(url)]),
);

/** What the browser is told of the names the client's modules import. */
export const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(
    Object.entries(MODULES).map(([specifier, url]) => [
      specifier,
      `/assets/vendor/${toFileName(specifier, url)}`,
    ]),
  ),
});

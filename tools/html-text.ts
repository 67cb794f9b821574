import { convert } from "html-to-text";

/** What is read of one page, and how deep: thousands of nested elements overflow the stack otherwise. */
const LONGEST = 100_000;
const DEEPEST = 60;

/** What a reader of the page does not see must not be read out to them either. */
const HIDDEN = [
  "[hidden]",
  '[style*="display:none"]',
  '[style*="display: none"]',
  '[style*="visibility:hidden"]',
  '[style*="visibility: hidden"]',
  '[style*="font-size:0px"]',
  '[style*="font-size:0;"]',
  '[style$="font-size:0"]',
].map((selector) => ({ selector, format: "skip" }));

/** A page as text, without what it hides; of a very long one the beginning, and how much of the page was not read. */
export function htmlToText(html: string): { readonly text: string; readonly omitted: number } {
  const read = html.slice(0, LONGEST);
  const text = convert(read, {
    wordwrap: false,
    limits: { maxDepth: DEEPEST, maxInputLength: LONGEST, ellipsis: "…" },
    selectors: [
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: "img", format: "skip" },
      ...HIDDEN,
    ],
  });
  return { text, omitted: html.length - read.length };
}

/** Whether a text is HTML rather than words. */
export function looksLikeHtml(text: string): boolean {
  return /<(?:!doctype|html|head|body|div|p|br|table|span|a|ul|ol|h[1-6])\b[^>]*>/iu.test(text);
}

import { SegmentedMessage } from "sms-segments-calculator";

/** Twilio's advice for texts that arrive whole everywhere. */
const ADVISED_CHARS = 320;
/** Up to so many texts of the advised length; what is longer still goes in fewer, larger ones. */
const MOST_ADVISED_PARTS = 3;
/** Twilio refuses more (21617). */
const MAX_CHARS = 1600;

/**
 * Splits a text at word boundaries into what is sent one after the other, numbered `(1/3)` where there are several.
 * Typographic quotes, dashes and ellipses become plain ones, which take less than half the room.
 */
export function splitText(text: string): readonly string[] {
  const plain = new SegmentedMessage(text.normalize("NFC").trim(), "auto", true).graphemes.join("");
  if (plain.length <= ADVISED_CHARS) return [plain];
  const advised = toParts(plain, ADVISED_CHARS);
  return advised.length <= MOST_ADVISED_PARTS ? advised : toParts(plain, MAX_CHARS);
}

function toParts(text: string, maxChars: number): string[] {
  if (text.length <= maxChars) return [text];
  const room = maxChars - "(99/99) ".length;
  const parts: string[] = [];
  for (let rest = text; rest !== "";) {
    const cut = rest.length <= room ? rest.length : boundaryBefore(rest, room);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return parts.map((part, index) => `(${index + 1}/${parts.length}) ${part}`);
}

/** Where to cut at `room` characters at most: after a line, else between words, else inside a word but no character. */
function boundaryBefore(text: string, room: number): number {
  const head = text.slice(0, room + 1);
  const line = head.lastIndexOf("\n");
  if (line > room / 2) return line;
  const space = head.search(/\s\S*$/);
  if (space > 0) return space;
  let cut = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(head)) {
    if (index + segment.length > room) break;
    cut = index + segment.length;
  }
  return cut || room;
}

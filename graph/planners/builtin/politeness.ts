import { correctOpening } from "./typos.ts";

const OPENING =
  /^(?:(?:hi|hey|hello|ok|okay|so|um|uh|well|yo|thx|thanks|also|errand|assistant|good (?:morning|afternoon|evening))(?:\s+there)?[,!.]?\s+|(?:please|kindly|just|quickly|also)[,]?\s+|(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|just\s+)?|i(?:'d| would)\s+like\s+(?:you\s+)?to\s+|i\s+(?:want|need)\s+(?:you\s+)?to\s+|(?:can|could|may)\s+i\s+(?:please\s+)?(?=see|get|have)|help\s+me\s+(?:to\s+)?|tell\s+me\s+(?=what|when|where|who|how|if\s+i)|remember\s+to\s+(?=add|schedule|put|email|send|book)|let's\s+|go ahead and\s+|do me a favou?r and\s+|i\s+was\s+wondering\s+if\s+you\s+could\s+)/iu;
const MARKS = /[\s,.!?;:)]+$/u;
/** A courtesy right after "saying" or a colon is no courtesy but the message. */
const REQUEST =
  /(?<!\b(?:works?|good|fine|great|better|best|perfect|okay|well)(?=\s+for me))(?<!\b(?:saying|says?|that|with|message|text|body|note)|:)[\s,]+(?:please|for me|would you|will you|if you can|when you can|when you get a chance)$/iu;
const THANKS =
  /(?<!\b(?:saying|says?|that|with|message|text|body|note)|:)[\s,]+(?:thanks|thank you|thank you so much|thanks a lot|thanks so much|cheers|ok|okay)$/iu;

/** A command, and what followed it that may be courtesy or may be the end of a message that it holds. */
export interface Bare {
  readonly text: string;
  readonly ending: string;
}

/** The command without the courtesies around it. */
export function withoutCourtesies(text: string): Bare {
  const opened = strip(text, [OPENING]);
  const bare = strip(opened, [MARKS, REQUEST, THANKS]);
  return { text: correctOpening(bare), ending: strip(opened, [REQUEST]).slice(bare.length) };
}

function strip(text: string, patterns: readonly RegExp[]): string {
  let rest = text.trim();
  for (;;) {
    const shorter = patterns.reduce((words, pattern) => words.replace(pattern, ""), rest).trim();
    if (shorter === rest || shorter === "") return rest;
    rest = shorter;
  }
}

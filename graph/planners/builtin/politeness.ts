const OPENING =
  /^(?:(?:hi|hey|hello|ok|okay|so|um|uh|well|yo|errand|assistant|good (?:morning|afternoon|evening))(?:\s+there)?[,!.]?\s+|(?:please|kindly|just|quickly|also)[,]?\s+|(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|just\s+)?|i(?:'d| would)\s+like\s+(?:you\s+)?to\s+|i\s+(?:want|need)\s+(?:you\s+)?to\s+|(?:can|could|may)\s+i\s+(?:please\s+)?(?=see|get|have)|help\s+me\s+(?:to\s+)?|let's\s+|go ahead and\s+|do me a favou?r and\s+|i\s+was\s+wondering\s+if\s+you\s+could\s+)/iu;
const ENDING =
  /(?:[\s,.!?;:)]+|[\s,]+(?:please|thanks|thank you|thank you so much|thanks a lot|thanks so much|cheers|for me|would you|will you|if you can|when you can|when you get a chance|ok|okay))$/iu;

/** The command without the courtesies around it. */
export function withoutCourtesies(text: string): string {
  let rest = text;
  for (;;) {
    const shorter = rest.replace(ENDING, "").replace(OPENING, "");
    if (shorter === rest || shorter.trim() === "") return rest.trim();
    rest = shorter;
  }
}

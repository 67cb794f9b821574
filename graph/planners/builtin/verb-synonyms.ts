/** Ways to say a verb of the grammar at the beginning of a command, each with the plain one; the first that fits counts. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  // Onto a calendar or a list.
  [
    /^(?:stick|throw|pop|chuck|slap|drop|toss|plop|stuff|shove|log|jot(?: down)?|write down|pencil in|pencil)\s+(?=.+\s(?:on|in|into|onto|to)\s+(?:my|the|our|\p{Lu})[\p{L}\s]*(?:calendar|schedule|agenda|diary|lists?|tasks|todos?)\b)/iu,
    "put ",
  ],
  [
    /^(?:throw|stick|pop|slot|squeeze|fit)\s+(?:in\s+)?(?=(?:an?|my|the)\s|\d+[ -]?min)/iu,
    "schedule ",
  ],
  [/^pencil (?:me )?in\s+(?:for\s+)?/iu, "schedule "],
  [/^(?:book|put|sign) me (?:in|down|up) for\s+(?=an?\s)/iu, "book "],
  // Off them.
  [
    /^(?:kill|nuke|axe|ditch|zap|lose|wipe|scratch|chuck|toss)\s+(?=(?:my|the|our|today's|tomorrow's|this|all|that)\s)/iu,
    "delete ",
  ],
  [
    /^(?:stop|end|discontinue)\s+(?!\p{L}+ing\b)(?=.*\s(?:from|starting|as of)\s.+\son\b|all\s|.*\bfrom now on\b)/iu,
    "cancel ",
  ],
  // To another time.
  [/^(?:slide|nudge|scoot|kick|bump|shuffle)\s+(?!me\b)(?=.+\s(?:to|until|till)\s)/iu, "move "],
  [/^(?:slide|nudge|scoot|kick|bump)\s+(?=.+\s(?:back|by)\s)/iu, "push "],
  // To see something.
  [
    /^(?:pull up|bring up|gimme|give me|let me see|lemme see|see|view|open up|display|walk me through|run me through|take me through|read me|read out|show us)\s+(?=(?:my|the|all|today|tomorrow|this|next|what)\b)/iu,
    "show me ",
  ],
  [
    /^(?:give me|gimme)\s+(?:a |the )?(?:rundown|overview|summary|run-through|breakdown) of\s+(?=my|today|tomorrow|this|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)/iu,
    "show me ",
  ],
  [/^(?:let me know|tell me|remind me)\s+(?=(?:what|when|where|who|how many)\b)/iu, ""],
  [
    /^(?:see|check|find out|let me know|tell me)\s+(?:if|whether)\s+(?=(?:there's|there is|i'm|i am|i have|any)\b)/iu,
    "check if ",
  ],
  // A message.
  [
    /^(?:fire off|shoot off|send off|whip up|send over|shoot over|fire)\s+(?=(?:an?|the)\s)/iu,
    "send ",
  ],
  [/^(?:ping|hit up|drop a line to|shoot a line to)\s+/iu, "message "],
  [/^get back to\s+(?=.+\b(?:saying|that|with|and say)\b|.+:)/iu, "reply to "],
  [/^write\s+(?=\S+(?: \S+)? back\b)(\S+(?: \S+)?) back\b/iu, "reply to $1"],
  // Guests.
  [/^(?:loop|rope|bring|pull)\s+in\s+(?=.+\s(?:on|to|into|for)\s)/iu, "invite "],
];

/** The command with its verb in the grammar's own words: "nuke my 3pm" is "delete my 3pm". */
export function plainVerb(text: string): string {
  for (const [pattern, plain] of SYNONYMS) {
    if (pattern.test(text)) return text.replace(pattern, plain);
  }
  return text;
}

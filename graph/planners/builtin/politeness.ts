import { baseVerb } from "./gerunds.ts";
import { COMMAND_OPENING } from "./lexicon.ts";
import { correctOpening } from "./typos.ts";
import { plainVerb } from "./verb-synonyms.ts";

const BEFORE_COMMAND = `(?=(?:please\\s+|just\\s+|also\\s+)*(?:${COMMAND_OPENING}|grab|have (?:an?|lunch|dinner|coffee|drinks)|meet|catch up|get \\S+ on)(?![\\p{L}\\d'])(?!\\s+(?:we|i|you)\\b))`;

/** What people say before a command that is no part of it; each may stand before another. */
const OPENINGS = [
  // A greeting, a breath, a link to what was said before.
  "(?:hi|hey|hello|hiya|ok|okay|alright|right|so|um+|uh+|hmm+|well|yo|thx|thanks|oh|and|also|now|then|btw|by the way|errand|assistant|mate|dude|bro|buddy|sorry|good (?:morning|afternoon|evening)|morning|evening|afternoon|quick (?:one|question|q|favou?r|thing)|one more thing|one (?:more )?question|last thing|just checking|real quick)(?:\\s+there)?[,!.:]?\\s+",
  "(?:please|kindly|just|quickly)[,]?\\s+",
  // A question that asks for it.
  "(?:can|could|cud|would|will|wld|cld)\\s+(?:you|ya)\\s+(?:please\\s+|kindly\\s+|just\\s+|maybe\\s+|possibly\\s+|quickly\\s+|be able to\\s+|help me\\s+(?:to\\s+)?)*",
  "(?:do you think|(?:is there )?any chance|is there (?:any|a) way)\\s+(?:that\\s+)?(?:you|i)\\s+(?:could|can|might)\\s+(?:maybe\\s+|please\\s+)?",
  "(?:would|is)\\s+it\\s+(?:be\\s+)?possible\\s+(?:for you\\s+)?to\\s+",
  "(?:are you able|is it ok) to\\s+",
  "(?:can|could|may)\\s+i\\s+(?:please\\s+)?(?=see|get|have)",
  `(?:can|could)\\s+(?:we|i)\\s+(?:please\\s+|maybe\\s+|just\\s+)?${BEFORE_COMMAND}`,
  "i\\s+was\\s+(?:wondering|hoping)\\s+(?:if\\s+)?(?:you|i)\\s+(?:could|can|might)\\s+",
  // A wish, a duty.
  "i(?:'?d| would)?\\s+(?:really\\s+)?(?:like|love|want|need|wish|prefer)\\s+(?:for\\s+)?(?:you\\s+)?to\\s+",
  "(?:need|want) you to\\s+",
  "i\\s+think\\s+(?=(?:i|we)\\s)",
  `(?:(?:i|we)(?:'ve|'d)?\\s+)?(?:really\\s+|just\\s+|also\\s+)?(?:should|have to|need to|must|got to|gotta|wanna|want to|(?:had )?better)\\s+${BEFORE_COMMAND}`,
  `(?:it(?:'d| would) be (?:great|good|nice|lovely|awesome) )?if\\s+(?:you\\s+(?:could|can|don't mind)|possible)[,]?\\s+(?:please\\s+)?${BEFORE_COMMAND}`,
  `you (?:can|could|may)\\s+${BEFORE_COMMAND}`,
  "(?:don't|do not) send (?:it|anything)(?:\\s+(?:yet|now))?[,]?\\s+(?:but\\s+|just\\s+)*(?=draft\\b)",
  // An encouragement.
  "help\\s+me\\s+(?:out\\s+and\\s+)?(?:to\\s+)?",
  "tell\\s+me\\s+(?=what|when|where|who|how|if\\s+i)",
  `(?:remember|don't forget|make sure|be sure|time)\\s+to\\s+${BEFORE_COMMAND}`,
  "(?:let's|lets|let us)\\s+",
  "(?:let me|lemme)\\s+(?=know\\s+(?:what|when|where|who|how)\\b|see\\b)",
  "(?:go ahead and|feel free to|be a (?:dear|star|pal) and)\\s+",
  "do me a favou?r (?:and|,)\\s+",
];
const OPENING = new RegExp(`^(?:${OPENINGS.join("|")})`, "iu");
const GERUND =
  /^(?:(?:would|do|wd)\s+(?:you|ya)\s+mind|how about|what about|mind)\s+(?=\p{L}+ing\b)/iu;
const MARKS = /[\s,.!?;:)]+$/u;
/** Not a courtesy but the message, right after "saying" or a colon. */
const NOT_SAID =
  "(?<!\\b(?:saying|says?|said|that|with|message|text|body|note|reply|replied|respond)|:)";
const CLOSINGS = [
  "please(?: and thank you)?|please and thanks|pretty please",
  "for me|would you|will you|can you|could you|if you (?:can|could|don't mind|would)|if (?:that's )?possible|if (?:that's|its|it's) (?:ok|okay|alright)",
  "(?:when|whenever|once) you (?:can|get (?:a|the) (?:chance|sec|second|moment|minute)|have a (?:sec|second|moment|minute|chance))",
  "(?:that'd|that would|it'd|would) be (?:great|good|nice|lovely|awesome|perfect|amazing|super)",
  "asap|as soon as possible|right away|straight away|real quick|quickly|quick|lol|haha+|lmk|let me know",
];
const REQUEST = new RegExp(
  `(?<!\\b(?:works?|good|fine|great|better|best|perfect|okay|well)(?=\\s+for me))${NOT_SAID}[\\s,]+(?:${CLOSINGS.join("|")})$`,
  "iu",
);
const THANKS = new RegExp(
  `${NOT_SAID}[\\s,]+(?:(?:many |ok |okay )?thanks|thank you|(?:thanks|thank you) (?:so much|a lot|a bunch|a million|in advance|again|very much)|ty|tysm|tyvm|tia|cheers|ok|okay|k|yeah|mate|dude|man|bro|buddy|errand)$`,
  "iu",
);

/** "cancel please my 3pm", "make for me a meeting" */
const WITHIN = /^(\p{L}+)\s+(?:please|for me)\s+(?=(?:the|my|an?|our|me)\s)/iu;

/** A command, and what followed it that may be courtesy or may be the end of a message that it holds. */
export interface Bare {
  readonly text: string;
  readonly ending: string;
}

/** The command without the courtesies around it, its verb in plain words. */
export function withoutCourtesies(text: string): Bare {
  const opened = withoutOpening(text);
  const bare = strip(opened, [MARKS, REQUEST, THANKS]).replace(WITHIN, "$1 ");
  return {
    text: plainVerb(correctOpening(bare)),
    ending: strip(opened, [REQUEST]).slice(strip(opened, [MARKS, REQUEST, THANKS]).length),
  };
}

function withoutOpening(text: string): string {
  const opened = strip(text, [OPENING]);
  const asked = opened.replace(GERUND, "");
  return asked === opened ? opened : baseVerb(asked);
}

function strip(text: string, patterns: readonly RegExp[]): string {
  let rest = text.trim();
  for (;;) {
    const shorter = patterns.reduce((words, pattern) => words.replace(pattern, ""), rest).trim();
    if (shorter === rest || shorter === "") return rest;
    rest = shorter;
  }
}

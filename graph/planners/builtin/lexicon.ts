/** Words of the grammar that several rules share, as pieces of patterns. */

/** Words that open a command: after "and" or a comma they begin a new one. */
export const COMMAND_WORDS: readonly string[] = [
  "schedule",
  "book",
  "set up",
  "arrange",
  "organize",
  "organise",
  "create",
  "make",
  "add",
  "put",
  "block",
  "reserve",
  "plan",
  "move",
  "reschedule",
  "shift",
  "push",
  "postpone",
  "bring",
  "extend",
  "shorten",
  "rename",
  "change",
  "update",
  "cancel",
  "delete",
  "remove",
  "drop",
  "clear",
  "call off",
  "scrap",
  "invite",
  "uninvite",
  "accept",
  "decline",
  "rsvp",
  "say yes",
  "say no",
  "find",
  "search",
  "show",
  "list",
  "look up",
  "check",
  "email",
  "mail",
  "message",
  "send",
  "write",
  "shoot",
  "tell",
  "let",
  "reply",
  "respond",
  "answer",
  "forward",
  "fwd",
  "draft",
  "compose",
  "read",
  "open",
  "summarize",
  "summarise",
  "merge",
  "uncheck",
  "untick",
  "reopen",
  "archive",
  "unarchive",
  "restore",
  "label",
  "discard",
  "star",
  "unstar",
  "flag",
  "mark",
  "trash",
  "complete",
  "finish",
  "tick off",
  "check off",
  "save",
  "remind",
  "what",
  "what's",
  "when",
  "when's",
  "where",
  "who",
  "who's",
  "how",
  "do i",
  "am i",
  "is there",
  "are there",
  "any",
  "new task",
  "todo",
  "don't",
  "do not",
  "never",
  "notify",
  "transfer",
  "order",
  "call",
  "text",
];

/** The same, as the source of a pattern. */
export const COMMAND_OPENING = COMMAND_WORDS.map((words) => words.replace(/\s/gu, "\\s+")).join(
  "|",
);

/** What events are called, in any sentence. */
const EVENT_NAMES =
  "meeting appointment call lunch dinner breakfast brunch coffee drinks standup stand-up sync review interview session haircut dentist doctor gym yoga workout 1:1 one-on-one checkup check-in party class lesson demo workshop retro retrospective catch-up catchup webinar training kickoff planning offsite birthday reservation flight physio therapy massage vet exam practice rehearsal recital concert conference wedding funeral graduation festival picnic barbecue bbq playdate tennis soccer football basketball golf pilates hike swim poker karaoke choir orientation onboarding huddle meetup hackathon surgery lecture seminar zoom anniversary potluck marathon briefing consultation consult deposition hearing mediation tutoring walkthrough scrum crossfit zumba ballet sleepover manicure pedicure facial ultrasound mri bloodwork checkin follow-up";
/** The same, where only the words around them say that an event is meant. */
const LOOSE_EVENT_NAMES =
  "event date presentation show movie match game race visit tour chat delivery pickup cleaning maintenance inspection plumber electrician babysitter church trip vacation supper tea tasting screening run ride climbing swimming meet pto ooo shift rounds court service mass pitch handover estimate train bus scan piano prom waxing closing hangout playgroup";
const COMPOUND_EVENT_NAMES = [
  "(movie|game|date|poker|trivia|quiz|pizza|karaoke|family|board game) night",
  "happy hour",
  "book club",
  "all hands",
  "town hall",
  "open house",
  "office hours",
  "oil change",
  "focus time",
  "deep work",
  "(1|one) on (1|one)",
  "out of office",
  "day off",
  "sick day",
  "annual leave",
  "flu shot",
  "blood test",
  "site visit",
  "study group",
  "baby shower",
  "parent-teacher conference",
];

export const EVENT_NOUN = `(${[...EVENT_NAMES.split(" "), ...LOOSE_EVENT_NAMES.split(" "), ...COMPOUND_EVENT_NAMES].join("|")})`;

/** A name that says that something is an event, wherever it stands in the words. */
export const EVENT_WORDS = new RegExp(
  `\\b(?:${[
    "events?|calls?|reviews?|flights?|stand-?up|check-?up|catch-?up|classes|all[- ]hands",
    ...EVENT_NAMES.split(" ").map((name) => `${name}s?`),
    ...COMPOUND_EVENT_NAMES,
  ].join("|")})\\b`,
  "iu",
);

/** Events that fill their days when no time is said. */
export const WHOLE_DAY_WORDS =
  /\b(?:all[- ]day|vacation|holidays?|pto|day off|days off|out of office|ooo|birthday|anniversary|trip|leave|annual leave|sick day)\b/iu;

/** Events that fill their days where several are said. */
export const SEVERAL_DAYS_WORDS =
  /\b(?:conference|convention|summit|off-?site|retreat|camp|festival|workshop|training|hackathon|business trip|visit|travel|travelling|traveling|course|expo|fair)\b/iu;

export const SHORT_EVENT_WORDS =
  /\b(?:call|stand-?up|coffee|check-in|sync|1:1|one-on-one|catch-?up)\b/iu;

export const MAIL = "(email|mail|message)";
export const MAILS = "(emails|email|mails|mail|messages|message)";
export const TASK = "(task|todo|todo item|to-do)";
export const CALENDAR = "(calendar|schedule|agenda|diary)";

/** Words that make a condition, a choice or a refusal of what is around them: such a text is not half done. */
export const CONDITION =
  /\b(?:don't|dont|do not|doesn't|not|never|no longer|unless|if|except|but|either|or|instead|otherwise|whether|so that|because|whenever|depending|apart from|other than|assuming|provided|in case|rather|neither|nor|all previous|when(?:ever)? (?:he|she|it|they|i|we))\b/iu;

/** Words of time that are left when the dates have been read: something was said that is not understood. */
export const LEFTOVER_TIME =
  /\b(?:tomorrow|today|tonight|yesterday|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekdays?|weekends?|am|pm|\d{1,2}(?::\d{2})?[ap]m|o'clock|noon|midnight|every|daily|weekly|monthly|until|hours?|hrs|minutes?|mins?|weeks?|months?|later|earlier|asap|\d{1,2}:\d{2}|\d{1,4}[/-]\d{1,2}[/-]\d{2,4})\b/iu;

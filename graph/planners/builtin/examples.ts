const CALENDAR = [
  "Schedule lunch with Eden Chan tomorrow at noon",
  "Move the team sync to Thursday at 2pm",
  "What's on tomorrow?",
];
const MAIL = [
  "Any unread mail from Dana?",
  'Email Dana saying "I\'m running late"',
  'Reply to Dana\'s last email saying "Sounds good"',
];
const TASKS = ["Add buy milk to my tasks", "What tasks are due today?", "Mark buy milk as done"];
const REMINDERS = [
  "Remind me to call Dana at 5pm",
  "Text me my day at 8am every weekday",
  "What reminders do I have?",
];
const CONTACTS = [
  "What's Dana's number?",
  "Add Eden Chan eden@example.com to my contacts",
  "Find Sam in my contacts",
];
const OF_ALL = [
  "Schedule lunch with Eden Chan tomorrow at noon",
  "Any unread mail from Dana?",
  "Add buy milk to my tasks",
];

const SUBJECTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:remind|reminders?)\b/iu, REMINDERS],
  [/\b(?:tasks?|todo|list|groceries|shopping)\b/iu, TASKS],
  [/\b(?:emails?|mails?|inbox|reply|forward|send|write|draft|message|archive)\b/iu, MAIL],
  [/\b(?:contacts?|number|phone|address)\b/iu, CONTACTS],
  [
    /\b(?:schedule|book|calendar|meeting|lunch|dinner|move|reschedule|cancel|free|invite|event|appointment|call)\b/iu,
    CALENDAR,
  ],
];

/** Commands that work, near to what was asked. */
export function examplesNear(text: string): readonly string[] {
  return SUBJECTS.find(([words]) => words.test(text))?.[1] ?? OF_ALL;
}

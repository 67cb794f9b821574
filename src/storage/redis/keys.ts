/**
 * Every key there is begins with one of these; what follows is a blinded name, or an id that is random. Indexes are
 * written in the same script as what they name.
 */
export const KEYS = {
  /** The key of blinded names, sealed. */
  sealing: "errand:sealing",
  /** What a ping writes. */
  ping: "errand:ping",

  /** Hash of a user: `phone`, blinded, and `value`, sealed. */
  user: "errand:user:",
  /** The user who has this number. */
  phone: "errand:phone:",

  /** Hash of a session: `user`, `owner` and `question`, sealed, and `count` of questions. */
  session: "errand:session:",
  /** A user's sessions, by when they were last used. */
  sessionsOf: "errand:sessions-of:",
  /** A user's sessions that have an open question, by when it was asked. */
  asking: "errand:asking:",
  /** All sessions that have an open question. */
  allAsking: "errand:all-asking",
  /** Hash of the session a message of a user last came for, by channel. */
  latest: "errand:latest:",
  /** Whoever works on a session holds this: the number that they began with. */
  hold: "errand:hold:",
  /** Counts those who begin. */
  fence: "errand:fence",
  /** Hash of sessions whose work has begun and not come to an end, by the number of who began it. */
  begun: "errand:begun",

  /** Hash of an inbound message. */
  message: "errand:message:",
  /** A session's unfinished messages, in order. */
  inbox: "errand:inbox:",
  /** All messages of a session that are kept. */
  messagesOf: "errand:messages-of:",
  /** The message that came with this key; empty where it was deleted since. */
  dedupe: "errand:dedupe:",
  /** Sessions with unfinished messages, by arrival of the oldest. */
  unfinished: "errand:unfinished",
  /** A user's sessions with unfinished messages. */
  unfinishedOf: "errand:unfinished-of:",
  /** Counts messages. */
  arrivals: "errand:arrival-count",

  /** Hash of a session's turns by number, `n` of them so far, and by `a:<message>` the last that answered it. */
  outbox: "errand:outbox:",
  /** The session in which this message was answered. */
  answered: "errand:answered:",
  /** What a channel must still deliver, as `<session>:<number>`, by when it was said. */
  deliveries: "errand:deliveries:",
  /** Counts deliveries. */
  delivered: "errand:delivery-count",
  /** Stream of what all processes are told. */
  told: "errand:told",
  /** Counts what they were told. */
  tellings: "errand:told-count",

  /** A value of a user's cache. */
  cache: "errand:cache:",
  /** The keys of a user's cache, by when they expire. */
  cacheOf: "errand:cache-of:",

  /** Hash of an effect. */
  effect: "errand:effect:",
  /** The effects of a command. */
  effectsOfCommand: "errand:effects-of-command:",
  /** The effects of a user, newest last. */
  effectsOf: "errand:effects-of:",
  /** Counts claims. */
  claims: "errand:claim-count",
  /** By what a command was taken back; a command that takes back names itself. */
  undoneBy: "errand:undone-by:",
  /** What this command took back. */
  undid: "errand:undid:",

  /** Hash of a user's chain of actions: records by number, `head`, and by `e:<effect>` that it is there. */
  actions: "errand:actions:",

  /** Hash of a link to connect an account. */
  link: "errand:link:",
  /** The link that was begun with this state. */
  linkState: "errand:link-state:",
  /** A user's links, by when they end. */
  linksOf: "errand:links-of:",

  /** When each timer is due: this is the truth, and a job says only when to look. */
  timersDue: "errand:timers-due",
  /** Hash of timers, sealed. */
  timers: "errand:timers",
  /** The timers of a user or a session. */
  timersOf: "errand:timers-of:",

  /** LangGraph's threads lie under this. */
  checkpoints: "errand:",

  /** What BullMQ keeps: jobs that say where to look. */
  jobs: "errand:jobs",

  /** Who holds a right. */
  lease: "errand:lease:",
} as const;

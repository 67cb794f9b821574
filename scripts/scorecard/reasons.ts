/** Why a check is not run at all, by its id. One that a test names as well is a fault of this list. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  D19: "there is no earlier release",
  S11: "no status callbacks are asked for: a text counts as sent when Twilio has taken it",
  P2: "no real model was available",
};

/** What the tests of a check that passes leave open, by its id. */
export const LEFT_OPEN: Readonly<Record<string, string>> = {
  D4: "the hold is taken away instead of a process being halted",
  S4: "on one process",
  S5: "one text after the other; many at once are not tried",
  S6: "texts of the last day, 5,000 at most",
  S13: "the rate per number is left to Twilio, which queues what comes faster",
  S16: "the lock lasts ten minutes: a question open for a day can be guessed at 720 times",
  W3: "the time an answer takes is not compared",
  W9: "that they are refused at the first frame, not what memory they cost",
  W10: "that they are cut off, not what memory they cost",
  W11: "the time a neighbour waits is not measured",
  W12: "with a heartbeat of 200 ms; the program's is 30 s",
  W13: "with 400 ms for the headers; the program gives 8 s and looks every 2 s",
  W14: "callers of this machine are not counted; the time a neighbour waits is not measured",
  W16: "everything is kept, so there is no gap to tell of",
  W18: "other words under the same id are the same command, as the contract says",
  W19: "one stop; it is the page that spreads its reconnects",
  T13: "slow is not tried",
  T16: "npm audit is not asked: it takes the network",
  P12: "a phone may preview a link in a text by itself",
  P17: "120 tool calls (one list of a hundred), two minutes",
};

/** What a text of one word alone does; words of any other text are the user's own business. */
export type Keyword = "opt_out" | "opt_in" | "help" | "status" | "forget" | "undo" | "yes";

/**
 * Words that carriers act on before or beside us. Opting out blocks every later send, so no text of ours may lead a
 * user to write one of them.
 */
export const RESERVED_WORDS = [
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
  "START",
  "YES",
  "UNSTOP",
  "HELP",
  "INFO",
] as const;

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  STOP: "opt_out",
  STOPALL: "opt_out",
  UNSUBSCRIBE: "opt_out",
  CANCEL: "opt_out",
  END: "opt_out",
  QUIT: "opt_out",
  REVOKE: "opt_out",
  OPTOUT: "opt_out",
  START: "opt_in",
  UNSTOP: "opt_in",
  YES: "yes",
  HELP: "help",
  INFO: "help",
  STATUS: "status",
  FORGET: "forget",
  UNDO: "undo",
};

/** Reads a text as carriers do: one word alone, whatever its case; ours may carry a full stop. */
export function readKeyword(text: string): Keyword | undefined {
  const word = text.trim().toUpperCase();
  const own = word.replace(/[.!]+$/, "");
  return (
    KEYWORDS[word] ??
    (own === "STATUS" || own === "FORGET" || own === "UNDO" ? KEYWORDS[own] : undefined)
  );
}

import { COMMAND_WORDS } from "./lexicon.ts";

const VERBS = new Set(COMMAND_WORDS.filter((word) => /^\p{L}{3,}$/u.test(word)));

/** The text with its first word as a command says it: "cancelling my 3pm" is "cancel my 3pm". Others stay as they are. */
export function baseVerb(text: string): string {
  const [whole, stem = ""] = /^(\p{L}+)ing\b/iu.exec(text) ?? [];
  if (whole === undefined) return text;
  const lower = stem.toLowerCase();
  const undoubled = lower.replace(/(\p{L})\1$/u, "$1");
  const verb = [lower, `${lower}e`, undoubled].find((candidate) => VERBS.has(candidate));
  return verb === undefined ? text : verb + text.slice(whole.length);
}

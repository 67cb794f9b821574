import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { readPeople, showPeople } from "../people.ts";
import { EVENT_WORDS } from "../lexicon.ts";
import { isQuotation } from "../prepared-text.ts";
import { CUT, isOnlyTime } from "../times.ts";
import { readTitle, readWords, trimEdges } from "../title.ts";

/** What is said of an event beside its time. */
export interface EventDetails {
  /** Undefined where it was not said. */
  readonly summary: string | undefined;
  readonly people: readonly Json[];
  readonly location: string | undefined;
}

const MARKERS =
  /(?<=^|[\s|])(with|between|at|in|about|regarding|re|to discuss|called|titled|named|entitled|inviting|and invite|location:)(?=\s)|\|/giu;
const ON_CALENDAR =
  /\b(?:to|on|in|into|onto)\s+(?:my|the)\s+(?:calendar|schedule|agenda|diary)\b/giu;
const NAMELESS =
  /^(?:event|calendar event|something|time|some time|slot|appointment|meeting|call|lunch|dinner|breakfast|brunch|coffee)$/iu;
const VAGUE =
  /^(?:(?:calendar )?event|something|(?:my |some )?time|(?:my )?calendar|(?:my )?day|slot|it|\d+)$/iu;
const SEVERAL = /\b(?:meetings|events|calls|appointments|lunches|dinners)$/iu;
/** Company in which nobody is named: it says what the event is, and nobody is invited. */
const GROUP =
  /^(?:the|my|our|a|an|some)\s+\p{L}[\p{L}\s'-]{1,40}$|^(?:friends|family|candidates?|clients?|customers?|recruiters?|vendors?|contractors?|parents|kids|accountant|lawyer|landlord|therapist|counsell?or|dr\.?\s+\p{L}+|doctor\s+\p{L}+)$/iu;
/** Somebody's remark, or a courtesy: no part of a name. */
const NO_NAME = /\b(?:please|i'?m|i've|lol|sorry|thanks|because|cuz|since i)\b/iu;
/** A command that is not known, where a name should begin. */
const VERB_FIRST =
  /^(?:please|put|add|make|create|schedule|set|move|cancel|delete|remove|invite|send|email|tell|write|stick|throw|give|let|remind|show|find|forward|reply|change|need to|want to|have to|going to)\s/iu;
/** "with Priya a call", "at Nopa, dinner": what was said last is the event. */
const THEN_EVENT = /^(.+?)(?:\s*,\s*|\s+(?=(?:an?|the|our|my)\s))(.+)$/iu;

/**
 * Reads the words of an event from which the times have been cut out ("lunch with Eden | at Chez Panisse |").
 * Undefined where a part of it has no place.
 */
export function readEventDetails(cut: string, clause: Clause): EventDetails | undefined {
  const parts = partsOf(
    cut.replace(ON_CALENDAR, ` ${CUT} `).replace(/^[\s|]*\|[\s|]*[,:–-]\s*/u, ` ${CUT} `),
  );
  const heads: string[] = [];
  const topics: string[] = [];
  const people: Json[] = [];
  let company = "";
  let location: string | undefined;
  let name: string | undefined;
  for (const { marker, text: said } of parts) {
    const [, before, event] = marker === "" ? [] : (THEN_EVENT.exec(said.trim()) ?? []);
    const hasEvent = event !== undefined && EVENT_WORDS.test(event) && !/\band\b/iu.test(event);
    const text = hasEvent && before !== undefined ? before : said;
    if (hasEvent) heads.push(event);
    if (trimEdges(text) === "") {
      if (marker !== "" && text.trim() === "" && !/^(?:at|in)$/u.test(marker)) return undefined;
      continue;
    }
    switch (marker) {
      case "":
        if (people.length > 0 && location === undefined && isPlaceNote(text)) {
          location = clause.prepared.restore(text.replace(/^\s*,/u, ""));
          break;
        }
        if (/^\s*(?:,|and\b|then\b|also\b|plus\b)/iu.test(text)) return undefined;
        heads.push(text);
        break;
      case "with":
      case "between":
      case "inviting":
      case "and invite": {
        const found = readPeople(text, clause);
        if (found !== undefined) people.push(...found);
        else if (GROUP.test(text.trim()) && company === "" && readWords(text) !== undefined)
          company = text;
        else return undefined;
        break;
      }
      case "at":
      case "in":
      case "location:": {
        const words = readWords(text);
        if (words === undefined || location !== undefined || /^\d+$/u.test(words)) return undefined;
        if (NO_NAME.test(words) || words.includes(":")) return undefined;
        // "at 2pm at 4pm": a second time is no place.
        if (isOnlyTime(`at ${words}`, clause.time(`at ${words}`))) return undefined;
        location = clause.prepared.restore(text);
        break;
      }
      case "about":
      case "regarding":
      case "re":
      case "to discuss":
        if (readWords(text) === undefined) return undefined;
        topics.push(`${marker === "to discuss" ? marker : "about"} ${text.trim()}`);
        break;
      default:
        if (name !== undefined) return undefined;
        name = readTitle(text, clause);
        if (name === undefined) return undefined;
    }
  }
  const head = joinHeads(heads.map(trimEdges));
  if (head === undefined || SEVERAL.test(head)) return undefined;
  if (!isQuotation(head) && (NO_NAME.test(head) || VERB_FIRST.test(head))) return undefined;
  const summary = name ?? summarize(head, people, company, topics, clause);
  if (name === undefined && summary === undefined && head !== "" && !VAGUE.test(head))
    return undefined;
  if (name !== undefined && head !== "" && readWords(head) === undefined) return undefined;
  return { summary, people, location };
}

/** ", Blue Bottle": a name at the end of a note that has said what and with whom. */
function isPlaceNote(text: string): boolean {
  return (
    /^\s*,\s*\p{Lu}[\p{L}'&-]*(?:\s+\p{Lu}[\p{L}'&-]*)*\s*$/u.test(text) && !EVENT_WORDS.test(text)
  );
}

function partsOf(text: string): { marker: string; text: string }[] {
  const parts: { marker: string; text: string }[] = [];
  let marker = "";
  let from = 0;
  for (const match of text.matchAll(MARKERS)) {
    parts.push({ marker, text: text.slice(from, match.index) });
    marker = match[0] === CUT ? "" : match[0].toLowerCase();
    from = match.index + match[0].length;
  }
  parts.push({ marker, text: text.slice(from) });
  return parts.filter((part) => part.text.trim() !== "" || part.marker !== "");
}

/** "a meeting | budget review": the kind of event and its name; two names are one too many. */
function joinHeads(heads: readonly string[]): string | undefined {
  const said = heads.filter((head) => head !== "");
  if (said.length <= 1) return said[0] ?? "";
  const named = said.filter((head) => !NAMELESS.test(head));
  return named.length === 1 ? named[0] : undefined;
}

function summarize(
  head: string,
  people: readonly Json[],
  company: string,
  topics: readonly string[],
  clause: Clause,
): string | undefined {
  const vague = head === "" || VAGUE.test(head);
  if (vague && people.length === 0 && company === "") {
    const [topic] = topics;
    return topic === undefined
      ? undefined
      : readTitle(topic.replace(/^(?:about|to discuss) /u, ""), clause);
  }
  const kind = vague ? "Meeting" : readTitle(head, clause);
  if (kind === undefined) return undefined;
  const whom = people.length > 0 ? ` with ${showPeople(people)}` : "";
  const group =
    company === "" ? "" : `${whom === "" ? " with" : " and"} ${clause.prepared.restore(company)}`;
  const about = topics.map((topic) => ` ${clause.prepared.restore(topic)}`).join("");
  return `${kind}${whom}${group}${about}`;
}

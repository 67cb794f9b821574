import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { readName } from "../people.ts";
import { isAddress, isQuotation } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readOnlyTime } from "../times.ts";
import { capitalizeName, readWords, upperFirst } from "../title.ts";
import { readPhone } from "./contact-fields.ts";

const BOOK = "(contacts|contact list|address book)";
const MAIL = "(email|email address|address)";
const PHONE = "(phone|phone number|number|mobile|cell|mobile number|cell number)";
const MORE =
  "(another|a second|a third|an additional|an|a|a new|one more|an extra|a work|a home|a private)";
const COUNTS: Readonly<Record<string, number>> = {
  two: 2,
  both: 2,
  three: 3,
  four: 4,
  "2": 2,
  "3": 3,
};

/** Commands that merge contacts and change single details of one. */
export const changeContactRules: readonly Rule[] = [
  rule(
    [
      [
        "(merge|combine|join) [the|my] <count> <name> [contacts|entries]",
        `(merge|combine|join) [the|my] <count> contacts (called|named|for) <name>`,
      ],
    ],
    ({ count = "", name = "" }, clause) => {
      const number = COUNTS[count.toLowerCase()];
      return number === undefined ? undefined : duplicates(singular(name), number, clause);
    },
  ),
  rule(
    [
      [
        "(merge|combine|join) [all] [of] [the|my] (duplicate|duplicated|double) contacts (called|named|for|of) <name>",
        "(merge|combine|join) [the|my] (duplicates|duplicate entries) (of|for) <name>",
        "(merge|combine|join) all [the|my] contacts (called|named) <name>",
      ],
    ],
    ({ name = "" }, clause) => duplicates(name, undefined, clause),
  ),
  rule(
    [
      [
        `(merge|combine) [the] [contact|contacts] <other> into <whom> [in [my|the] ${BOOK}]`,
        `(merge|combine) [the] [contact|contacts] <whom> (and|with) <other> [in [my|the] ${BOOK}]`,
      ],
    ],
    ({ whom = "", other = "" }, clause) => {
      const [resourceName, otherResourceName] = [contact(whom, clause), contact(other, clause)];
      if (resourceName === undefined || otherResourceName === undefined) return undefined;
      if (/\band\b/iu.test(whom + other)) return undefined;
      return draft("merge", "contacts_merge", { resourceName, otherResourceName }, clause);
    },
  ),
  rule(
    [
      [
        `(add|save) ${MORE} [new] (${MAIL}|${PHONE}) (for|to) <whom> [:] <value>`,
        `(add|save) <value> as ${MORE} [new] (${MAIL}|${PHONE}) (for|of|to) <whom>`,
        "(add|save) <value> to <whom> 's contact",
      ],
    ],
    ({ whom = "", value = "" }, clause) => {
      const detail = isAddress(value) ? "addEmail" : "addPhone";
      const said = isAddress(value) ? clause.prepared.restore(value) : readPhone(value, clause);
      return said === undefined ? undefined : change(whom, { [detail]: said }, clause);
    },
  ),
  rule(
    [
      [
        "(remove|delete|take) <value> (from|off) <whom> 's (contact|details|addresses|numbers)",
        `(remove|delete|take) <value> (from|off) [the] contact [of|for] <whom>`,
      ],
    ],
    ({ whom = "", value = "" }, clause) => {
      const detail = isAddress(value) ? "removeEmail" : "removePhone";
      const said = isAddress(value) ? clause.prepared.restore(value) : readPhone(value, clause);
      return said === undefined ? undefined : change(whom, { [detail]: said }, clause);
    },
  ),
  rule(
    [
      [
        "(remove|delete|clear) <whom> 's <field>",
        "(remove|delete|clear) the <field> (of|for) <whom>",
      ],
    ],
    ({ whom = "", field = "" }, clause) => {
      const cleared = FIELDS.find(([words]) => words.test(field.trim()))?.[1];
      return cleared === undefined ? undefined : change(whom, { clear: [cleared] }, clause);
    },
  ),
  rule(
    [
      [
        "(change|set|update) <whom> 's (company|employer|organization|organisation) to <value>",
        "<whom> 's [new] (company|employer) is [now] <value>",
        "<whom> [now] works (at|for) <value>",
        "<whom> works (at|for) <value> now",
      ],
    ],
    ({ whom = "", value = "" }, clause) => {
      const name = readWords(value.replace(/\s+now$/iu, ""));
      if (name === undefined || /\b(?:my|the|her|his|their)\b/iu.test(name)) return undefined;
      if (/^(?:who|what|where|when)\b/iu.test(whom)) return undefined;
      return change(whom, { organization: clause.prepared.restore(name) }, clause);
    },
  ),
  rule(
    [
      [
        "<whom> 's birthday is [on] <when>",
        "(set|change|save|add) <whom> 's birthday (to|as|on|:) <when>",
        "(add|save) [the] birthday <when> (to|for) <whom>",
        "<whom> was born on <when>",
      ],
    ],
    ({ whom = "", when = "" }, clause) => {
      const birthday = readBirthday(when, clause);
      return birthday === undefined ? undefined : change(whom, { birthday }, clause);
    },
  ),
  rule(
    [
      [
        "(add|save|attach) [a|the] note to <whom> 's contact (:|saying that|saying|that) <note>",
        "(add|save|attach) [a|the] note to [the] contact [of|for] <whom> (:|saying that|saying|that) <note>",
      ],
    ],
    ({ whom = "", note = "" }, clause) => {
      const text = isQuotation(note)
        ? clause.prepared.restore(note)
        : upperFirst(clause.prepared.restoreQuoted(note));
      return change(whom, { addNotes: text }, clause);
    },
    ["note"],
  ),
  rule(
    [
      [
        `rename <whom> to <name> in [my|the] ${BOOK}`,
        "rename [the|my] contact <whom> to <name>",
        `change <whom> to <name> in [my|the] ${BOOK}`,
      ],
    ],
    ({ whom = "", name = "" }, clause) => {
      const said = readName(name, clause);
      return said === undefined || said.includes("@")
        ? undefined
        : change(whom, { name: capitalizeName(said) }, clause);
    },
  ),
  rule(
    [
      [
        "who [do i know that|do i know who] works (at|for) <company>",
        "who do i know (at|from) <company>",
        `(show|find|list) [me] [all] [my] contacts (at|from|who work at|that work at|working at) <company>`,
      ],
    ],
    ({ company = "" }, clause) => {
      const name = readWords(company);
      return name === undefined
        ? undefined
        : draft("search", "contacts_search", { query: clause.prepared.restore(name) }, clause);
    },
  ),
  rule(
    [
      [
        "whose (number|phone number|phone|email|email address|address) is <value>",
        "who (is|'s|has) [the] [number] <value>",
        `(find|search|look up) [the] [number] <value> in [my|the] ${BOOK}`,
      ],
    ],
    ({ value = "" }, clause) => {
      const said = isAddress(value) ? clause.prepared.restore(value) : readPhone(value, clause);
      return said === undefined
        ? undefined
        : draft("search", "contacts_search", { query: said }, clause);
    },
  ),
  rule(
    [
      [
        "(when|what) (is|'s) <whom> 's (birthday|birth date|company|employer|organization)",
        "where does <whom> work",
        "(when|what day) was <whom> born",
      ],
    ],
    ({ whom = "" }, clause) => {
      const name = readName(whom, clause);
      return name === undefined
        ? undefined
        : draft("search", "contacts_search", { query: name }, clause);
    },
  ),
  rule([["(merge|combine) [all] [of] [my|the] [duplicate] contacts"]], () =>
    refuse("Please say whose contacts to merge: “Merge the two Sam Carters”."),
  ),
];

const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:email|email address|address)$/iu, "email"],
  [/^(?:phone|phone number|number|mobile|cell)$/iu, "phone"],
  [/^(?:company|employer|organization|organisation)$/iu, "organization"],
  [/^birthday$/iu, "birthday"],
  [/^notes?$/iu, "notes"],
];

function change(whom: string, changes: Record<string, Json>, clause: Clause): Built | undefined {
  const resourceName = contact(whom, clause);
  return resourceName === undefined
    ? undefined
    : draft("update", "contacts_update", { resourceName, ...changes }, clause);
}

function duplicates(words: string, count: number | undefined, clause: Clause): Built | undefined {
  const name = readName(words, clause);
  if (name === undefined || name.includes("@")) return undefined;
  const args = { name: capitalizeName(name), ...(count !== undefined && { count }) };
  return draft("merge", "contacts_merge_duplicates", args, clause);
}

function contact(words: string, clause: Clause): Json | undefined {
  const name = readName(words.replace(/'s contact$/iu, "").replace(/'s$/iu, ""), clause);
  // "remember Sam's birthday is ...": a small word before a name is a command that is not known.
  const isOther =
    name !== undefined &&
    /^(?!aunt|uncle|cousin|dr|mr|mrs|ms|old|coach|big|little)\p{Ll}+\.? \p{Lu}/u.test(name);
  return name === undefined || isOther ? undefined : { $entity: name, type: "contact" };
}

/** "the two Sam Carters": one of them is called Sam Carter, and one of two Joneses is a Jones. */
function singular(names: string): string {
  return names.replace(/(?<=[^s])s$|(?<=s)es$/iu, "");
}

/** A day of a year, with the year only where one was said. */
function readBirthday(when: string, clause: Clause): string | undefined {
  const [year] = /\b(?:19|20)\d{2}\b/u.exec(when) ?? [];
  const time = readOnlyTime(
    year === undefined ? when : when.replace(new RegExp(`,?\\s*\\b${year}\\b`, "u"), ""),
    clause,
  );
  if (time?.date === undefined || time.endDate !== undefined || time.time !== undefined)
    return undefined;
  return time.recurrence === undefined ? `${year ?? "-"}${time.date.slice(4)}` : undefined;
}

function draft(id: string, tool: string, args: Record<string, Json>, clause: Clause): Built {
  const goal = `${tool.replace(/^contacts_/u, "").replaceAll("_", " ")}: contacts`;
  return { kind: "draft", goal, steps: [{ id: clause.stepId(id), tool, args }] };
}

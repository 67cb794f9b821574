import type { Json } from "../../../../src/domain/plan.ts";
import { beginsWithCommand } from "../clauses.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import type { Slots } from "../pattern.ts";
import { readName, readPeople } from "../people.ts";
import { isAddress } from "../prepared-text.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { capitalizeName, readWords } from "../title.ts";
import { readContactFields, readPhone } from "./contact-fields.ts";

const DETAIL =
  "(number|phone number|phone|mobile|cell|email address|email|address|contact|contact info|contact details|details|last name|surname|full name)";
const FIELD = "(email|email address|phone|phone number|number|mobile|cell|name)";
const BOOK = "(contacts|contact list|address book)";
const DELETE = "(delete|remove|erase|drop|get rid of)";
const SAVE = "(add|save|create|new|make|put|store)";

/** Commands and questions about contacts. */
export const contactRules: readonly Rule[] = [
  rule(
    [
      [
        `what (is|'s|are) <whom> 's [new|current|work|home|personal|mobile|cell] ${DETAIL}`,
        `[the|a] ${DETAIL} (for|of) <whom>`,
        `(get|give|send|tell) me <whom> 's ${DETAIL}`,
        `(get|give) me [the|a] ${DETAIL} (for|of) <whom>`,
        "how (can|do) i (reach|contact|get hold of) <whom>",
        `is there (a|an) <whom> in my ${BOOK}`,
        "do i have a contact (named|called|for) <whom>",
        "(who|whom) do i know (at|from|in) <whom>",
        `(look up|find) [the] contact <whom>`,
        `(find|look up|show|get|search|give) [me] [for] <whom> 's ${DETAIL}`,
        `(do i|do you|do we) have <whom> 's ${DETAIL}`,
        `(i need|need|i want) <whom> 's ${DETAIL}`,
        `do i have (a|an) (number|phone number|email|email address|contact) for <whom>`,
        `what (is|'s) the ${DETAIL} (of|for) <whom>`,
        `<whom> 's ${DETAIL}`,
        `(find|look up|search|search for|show) [me] <whom> in [my] ${BOOK}`,
        `(find|look up|show|search|search for) [me] [the|my] contact [for|named|called] <whom>`,
        `search [my] ${BOOK} for <whom>`,
        "who (is|'s) <whom>",
        `is <whom> in my ${BOOK}`,
      ],
    ],
    ({ whom = "" }, clause, text) => {
      // "erase Leo's contact": a small word before a name is a command that is not known.
      const isOther =
        text.startsWith(whom) &&
        whom.includes(" ") &&
        (beginsWithCommand(whom) ||
          /^(?!aunt|uncle|cousin|dr|mr|mrs|ms|my)\p{Ll}+\.? \p{Lu}/u.test(whom));
      const query = isOther ? undefined : readName(whom, clause);
      return query === undefined
        ? undefined
        : draft(`Find ${query}`, "search", "contacts_search", { query }, clause, [
            query.includes("@") ? query : { $entity: query },
          ]);
    },
  ),
  rule(
    [
      [
        `${SAVE} <fields> (to|in|into|as) [a|my|the] [new] (${BOOK}|contact)`,
        `${SAVE} [a|the] [new] contact [for|named|called|:] <fields>`,
        `(new contact|contact) : <fields>`,
        `(save|add|store|remember) <whom> 's [new] ${FIELD} [:|is] <value>`,
        `${SAVE} <fields> to [my] ${BOOK}`,
        `(save|add|store) <whom> 's ${FIELD} as <value>`,
      ],
    ],
    (slots, clause) => add(slots, clause),
  ),
  rule([`(show|list|see) [me] [all] [of] [my] ${BOOK}`], (_slots, clause) =>
    draft("Contacts", "list", "contacts_list", {}, clause),
  ),
  rule([["(add|save|store) <value> as <name>"]], ({ value = "", name = "" }, clause) => {
    const phone = readPhone(value, clause);
    const detail: Record<string, string> = {
      ...(isAddress(value) && { email: clause.prepared.restore(value) }),
      ...(phone !== undefined && { phone }),
    };
    const words = readWords(name);
    if (Object.keys(detail).length === 0 || words === undefined) return undefined;
    const called = capitalizeName(clause.prepared.restore(words));
    return draft(
      `Save ${called}`,
      "create",
      "contacts_create",
      { name: called, ...detail },
      clause,
    );
  }),
  rule([`${SAVE} [a|the] [new] contact`], (_slots, clause) => add({}, clause)),
  rule(
    [
      [
        `(change|update|set) <whom> 's ${FIELD} to <value>`,
        `(change|update|set) the ${FIELD} (of|for) <whom> to <value>`,
        `<whom> 's [new] ${FIELD} is [now] <value>`,
        `update [the] [contact] [for] <whom> [:|with] [the|a|his|her|their] [new] ${FIELD} [to|:] <value>`,
        `(correct|fix) <whom> 's ${FIELD} [it should be|it 's|to|:] <value>`,
        `<whom> (got|has) a new ${FIELD} [it 's|it's|it is|:] <value>`,
        `<whom> (changed|has changed) (his|her|their) ${FIELD} to <value>`,
        `add [the] ${FIELD} <value> to <whom> 's contact`,
        `add [the] ${FIELD} <value> to [the] contact [of|for] <whom>`,
        `(change|update) <whom> 's contact to <value>`,
      ],
    ],
    ({ whom = "", value = "" }, clause, text) => update(whom, value, text, clause),
  ),
  rule(
    [["add <value> to <whom> 's contact", "rename [the|my] contact <whom> to <value>"]],
    ({ whom = "", value = "" }, clause, text) =>
      update(
        whom,
        value,
        `${isAddress(value) ? "email" : /^rename/iu.test(text) ? "name" : "phone"} ${value}`,
        clause,
      ),
  ),
  rule(
    [
      [
        "(set|change|update) <whom> 's (company|organization|organisation|employer|workplace) to <company>",
        "<whom> (works|is) [now] (at|for) <company> [now] [,] update (his|her|their|the) contact",
        "<whom> (works|is) [now] (at|for) <company> now",
      ],
    ],
    ({ whom = "", company = "" }, clause) => {
      const resourceName = mention(whom, clause);
      const organization = readName(company, clause);
      return resourceName === undefined || organization === undefined
        ? undefined
        : draft(
            `Change contact ${whom}`,
            "update",
            "contacts_update",
            { resourceName, organization },
            clause,
          );
    },
  ),
  rule(
    [
      [
        `${DELETE} <whom> (from|in) [my|the] ${BOOK}`,
        `${DELETE} [the|my] contact [of|for|named|called] <whom>`,
        `${DELETE} <whom> 's contact`,
      ],
    ],
    ({ whom = "" }, clause) => {
      const resourceName = mention(whom, clause);
      return resourceName === undefined
        ? undefined
        : draft(`Delete contact ${whom}`, "delete", "contacts_delete", { resourceName }, clause);
    },
  ),
];

function add({ fields = "", whom, value }: Slots, clause: Clause): Built | undefined {
  const said = whom === undefined ? fields : `${whom} ${value ?? ""}`;
  if (/\b(?:task|todo|event|list)\b/iu.test(said)) return undefined;
  const read =
    said === ""
      ? { name: undefined, email: undefined, phone: undefined, organization: undefined }
      : readContactFields(said, clause);
  if (read === undefined) return undefined;
  const given = clause.answer("contact");
  const answered =
    given === undefined ? undefined : readContactFields(given.text, { ...clause, prepared: given });
  const name = read.name ?? answered?.name;
  const organization = read.organization;
  const email = read.email ?? answered?.email;
  const phone = read.phone ?? answered?.phone;
  if (name === undefined)
    return clause.ask("contact", "What is the name, and the email address or phone number?");
  if (email === undefined && phone === undefined) {
    return clause.ask("contact", `What is the email address or phone number of ${name}?`);
  }
  const args = {
    name: capitalizeName(name),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(organization !== undefined && { organization }),
  };
  return draft(`Add ${name} to contacts`, "create_contact", "contacts_create", args, clause, [
    email ?? { $entity: name },
  ]);
}

function update(whom: string, value: string, text: string, clause: Clause): Built | undefined {
  const resourceName = mention(whom, clause);
  const head = text.slice(0, text.length - value.length);
  const changes = isAddress(value)
    ? /\bemail\b/iu.test(head) && { email: clause.prepared.restore(value) }
    : /\bname\b/iu.test(head)
      ? readPeople(value, clause)?.length === 1 && { name: clause.prepared.restore(value) }
      : /\b(?:phone|number|mobile|cell)\b/iu.test(head) && phoneChange(value, clause);
  if (resourceName === undefined || changes === false || changes === undefined) return undefined;
  return draft(
    `Change contact ${whom}`,
    "update",
    "contacts_update",
    { resourceName, ...changes },
    clause,
  );
}

function phoneChange(value: string, clause: Clause): { phone: string } | undefined {
  const phone = readPhone(value, clause);
  return phone === undefined ? undefined : { phone };
}

function mention(whom: string, clause: Clause): Json | undefined {
  const name = readName(whom, clause);
  return name === undefined ? undefined : { $entity: name, type: "contact" };
}

function draft(
  goal: string,
  id: string,
  tool: string,
  args: Record<string, Json>,
  clause: Clause,
  people?: readonly Json[],
): Built {
  return {
    kind: "draft",
    goal,
    steps: [{ id: clause.stepId(id), tool, args }],
    ...(people !== undefined && { people }),
  };
}

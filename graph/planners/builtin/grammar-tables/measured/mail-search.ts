import { Temporal } from "temporal-polyfill";

import { NOW } from "../expectations.ts";
import { named, textOf, tokens, wordsOf } from "./matching.ts";

/** What a search of mail must look for, whether it is said in arguments or in Gmail's operators. */
export interface MailSearch {
  readonly from?: string;
  readonly to?: string;
  readonly about?: string;
  readonly subject?: string;
  readonly unread?: boolean;
  readonly starred?: boolean;
  readonly attachment?: boolean;
  readonly filename?: string;
  readonly larger?: string;
  readonly label?: string;
  readonly in?: string;
  readonly inMaybe?: string;
  readonly after?: string;
  readonly afterAny?: readonly string[];
  readonly before?: string;
  readonly beforeAny?: readonly string[];
  readonly max?: number;
  /** A limit that may stand there and need not. */
  readonly maxMaybe?: number;
  /** Must stand in the query as it is. */
  readonly raw?: string;
}

type Facets = Readonly<Record<string, string>>;

/** The arguments of a search as facets, operators of its query taken apart. */
export function facetsOf(args: Readonly<Record<string, unknown>>): Facets {
  const facets: Record<string, string> = {};
  for (const key of ["from", "to", "subject", "after", "before", "maxResults"]) {
    const value = args[key];
    if (value !== undefined) facets[key] = wordsOf(value) ?? JSON.stringify(value);
  }
  if (args["unread"] !== undefined) facets["is:unread"] = JSON.stringify(args["unread"]);
  const rest = textOf(args["query"]).replaceAll(
    /\b(from|to|subject|is|has|in|label|filename|larger|larger_than|after|before|newer_than|older_than):("[^"]*"|\([^)]*\)|\S+)/g,
    (_all, operator: string, quoted: string) => {
      const value = quoted.replaceAll(/["()]/g, "");
      if (operator === "is" || operator === "has") facets[`${operator}:${value}`] = "true";
      else if (operator === "newer_than") facets["after"] = daysAgo(Number.parseInt(value, 10));
      else
        facets[operator.replace("_than", "")] = value.replaceAll(
          /(\d{4})\/(\d\d)\/(\d\d)/g,
          "$1-$2-$3",
        );
      return " ";
    },
  );
  if (rest.trim() !== "") facets["about"] = rest.trim();
  return facets;
}

const daysAgo = (days: number): string =>
  Temporal.PlainDate.from(NOW.slice(0, 10)).subtract({ days }).toString();

/** True where the facets look for just what is wanted. */
export function sameFacets(facets: Facets, wanted: MailSearch, query: string): boolean {
  if (wanted.raw !== undefined) return query.includes(wanted.raw);
  const flag = (key: string, value: boolean | undefined): boolean =>
    (facets[key] ?? "false") === String(value ?? false);
  const oneOf = (key: string, values: readonly (string | undefined)[]): boolean =>
    values.includes(facets[key]);
  const about = tokens(`${facets["about"] ?? ""} ${facets["subject"] ?? ""}`);
  return (
    named(facets["from"] ?? "") === named(wanted.from ?? "") &&
    named(facets["to"] ?? "") === named(wanted.to ?? "") &&
    about === tokens(wanted.about ?? wanted.subject ?? "") &&
    flag("is:unread", wanted.unread) &&
    flag("is:starred", wanted.starred) &&
    (flag("has:attachment", wanted.attachment) || wanted.filename !== undefined) &&
    (wanted.filename === undefined || (facets["filename"] ?? "") === wanted.filename) &&
    (facets["larger"] ?? "").toUpperCase() === (wanted.larger ?? "") &&
    (facets["label"] ?? "").toLowerCase() === (wanted.label ?? "") &&
    (facets["in"] === undefined || [wanted.in, wanted.inMaybe, "inbox"].includes(facets["in"])) &&
    (wanted.in === undefined || wanted.in === "inbox" || facets["in"] === wanted.in) &&
    oneOf("after", wanted.afterAny ?? [wanted.after]) &&
    (oneOf("before", wanted.beforeAny ?? [wanted.before]) ||
      (wanted.before === undefined && (facets["before"] ?? "") > NOW.slice(0, 10))) &&
    (wanted.max === undefined || facets["maxResults"] === String(wanted.max))
  );
}

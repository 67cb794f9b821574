import { z } from "zod";

import type { CallProvider } from "../definition.ts";
import { headerOf, readMessage, textOf, toMailMessage } from "../mail-message.ts";
import type { ProviderMessage } from "../mail-message.ts";
import { fetchMessage, fetchThread, findLabel, listDrafts, listLabels } from "../mailbox.ts";
import { fieldOf, textField } from "../provider-data.ts";
import { parseAddresses } from "../recipients.ts";
import { showLine } from "../visible-text.ts";
import { listArg, otherThan, sameSet, sameText, textArg, unlessGone } from "./comparing.ts";
import { done, NOT_DONE, UNCLEAR } from "./write-kind.ts";
import type { SentWrite, WriteKind } from "./write-kind.ts";

/** Drafts are listed newest first: one that was just made is among these. */
const NEWEST_DRAFTS = 20;
const CLOCK_SKEW_MS = 60_000;

type Args = Readonly<Record<string, unknown>>;

/** The writes of Gmail. Their answers only name what was written: it is read. */
export const gmailWrites: Readonly<Record<string, WriteKind>> = {
  GMAIL_CREATE_EMAIL_DRAFT: {
    async find({ args, leftAt }, read) {
      for (const { id, messageId } of await listDrafts(read, NEWEST_DRAFTS)) {
        const draft = await unlessGone(fetchMessage(read, messageId));
        if (draft === undefined) continue;
        const isSince = Date.parse(toMailMessage(draft).date) >= leftAt - CLOCK_SKEW_MS;
        if (!isSince || letterFaults(args, draft).length > 0) continue;
        return done({ id, message: { id: messageId, threadId: draft.threadId } });
      }
      return NOT_DONE;
    },
    differences: compareDraft,
  },
  GMAIL_UPDATE_DRAFT: {
    async find({ args }, read) {
      const drafts = await listDrafts(read);
      const draft = drafts.find(({ id }) => id === args["draft_id"]);
      if (draft === undefined) return UNCLEAR;
      const message = await fetchMessage(read, draft.messageId);
      return letterFaults(args, message).length === 0
        ? done({ id: draft.id, message: { id: draft.messageId, threadId: message.threadId } })
        : NOT_DONE;
    },
    differences: compareDraft,
  },
  // A draft is a token for one sending: sending takes it away. Where it still is, nothing was sent; where it is gone, it
  // was sent, or deleted by the user, and the mailbox says which.
  GMAIL_SEND_DRAFT: {
    async find({ args, meant, leftAt }, read) {
      const drafts = await listDrafts(read);
      if (drafts.some(({ id }) => id === args["draft_id"])) return NOT_DONE;
      const thread = await unlessGone(fetchThread(read, textArg(meant, "threadId") ?? ""));
      const sent = (thread ?? []).find(
        (message) =>
          (message.labelIds ?? []).includes("SENT") &&
          Date.parse(toMailMessage(message).date) >= leftAt - CLOCK_SKEW_MS &&
          envelopeFaults(meant, message).length === 0,
      );
      return sent === undefined ? UNCLEAR : done({ id: sent.messageId, threadId: sent.threadId });
    },
    async differences({ meant }, answer, read) {
      const sent = await fetchMessage(read, textField(answer, ["id", "messageId"]));
      return envelopeFaults(meant, sent);
    },
  },
  GMAIL_DELETE_DRAFT: {
    async find({ args }, read) {
      const drafts = await listDrafts(read);
      return drafts.some(({ id }) => id === args["draft_id"]) ? NOT_DONE : done({});
    },
    async differences({ args }, _answer, read) {
      const drafts = await listDrafts(read);
      return drafts.some(({ id }) => id === args["draft_id"])
        ? ["it is still among the drafts"]
        : [];
    },
  },
  GMAIL_ADD_LABEL_TO_EMAIL: {
    async find({ args }, read) {
      const message = await fetchMessage(read, textArg(args, "message_id") ?? "");
      return labelFaults(args, message.labelIds ?? []).length === 0
        ? done({ id: message.messageId, labelIds: message.labelIds ?? [] })
        : NOT_DONE;
    },
    async differences({ args }, answer, read) {
      const told = z.array(z.string()).safeParse(fieldOf(answer, "labelIds"));
      if (told.success) return labelFaults(args, told.data);
      const message = await fetchMessage(read, textArg(args, "message_id") ?? "");
      return labelFaults(args, message.labelIds ?? []);
    },
  },
  GMAIL_CREATE_LABEL: {
    async find({ args }, read) {
      const label = findLabel(await listLabels(read), textArg(args, "label_name") ?? "");
      return label === undefined ? NOT_DONE : done(label);
    },
  },
};

async function compareDraft({ args }: SentWrite, answer: unknown, read: CallProvider) {
  const inner = fieldOf(answer, "message") ?? answer;
  const whole = messageIn(inner);
  if (whole !== undefined) return letterFaults(args, whole);
  const id = textField(inner, ["id", "messageId"]);
  return id === "" ? [] : letterFaults(args, await fetchMessage(read, id));
}

/** The message where the answer holds it whole. */
function messageIn(answer: unknown): ProviderMessage | undefined {
  return fieldOf(answer, "payload") === undefined ? undefined : readMessage(answer);
}

function letterFaults(args: Args, message: ProviderMessage): string[] {
  const to = [textArg(args, "recipient_email") ?? [], ...listArg(args, "extra_recipients")].flat();
  const subject = textArg(args, "subject");
  const meant = {
    to,
    cc: listArg(args, "cc"),
    bcc: listArg(args, "bcc"),
    ...(subject !== undefined && { subject }),
  };
  const body = textArg(args, "body") ?? "";
  const isKept = args["is_html"] === true || sameText(body, textOf(message).text);
  return [...envelopeFaults(meant, message), ...(isKept ? [] : ["its text is not what was given"])];
}

function envelopeFaults(meant: Args, message: ProviderMessage): string[] {
  const { to, cc, subject } = toMailMessage(message);
  const there = {
    to: to.map(({ email }) => email),
    cc: cc.map(({ email }) => email),
    bcc: parseAddresses(headerOf(message, "Bcc")).map(({ email }) => email),
  };
  const faults: string[] = [];
  for (const [field, name] of [
    ["to", "to"],
    ["cc", "in copy to"],
    ["bcc", "in blind copy to"],
  ] as const) {
    if (meant[field] === undefined) continue;
    const wanted = listArg(meant, field).map((email) => String(email).toLowerCase());
    if (sameSet(wanted, there[field])) continue;
    faults.push(`it is ${name} ${there[field].map(showLine).join(", ") || "nobody"}`);
  }
  const wanted = textArg(meant, "subject");
  if (wanted !== undefined && !sameText(wanted, subject)) {
    faults.push(otherThan("its subject", subject, wanted));
  }
  return faults;
}

function labelFaults(args: Args, labels: readonly string[]): string[] {
  const missing = listArg(args, "add_label_ids").filter((id) => !labels.includes(String(id)));
  const left = listArg(args, "remove_label_ids").filter((id) => labels.includes(String(id)));
  return [
    ...missing.map((id) => `it does not have the label ${showLine(String(id))}`),
    ...left.map((id) => `it still has the label ${showLine(String(id))}`),
  ];
}

import { z } from "zod";

import type { InterventionAnswer, Question } from "../src/domain/intervention.ts";

/**
 * The same question in the shapes that LangGraph's own pages draw: Agent Inbox (`action_request`, `config`,
 * `description`) and agent-chat-ui (`action_requests`, `review_configs`). A question of consent has its own already.
 */
export function withInboxShapes(question: Question): Question {
  if (question.action_request !== undefined) return question;
  const { kind, reason } = question;
  const args = { value: "" };
  const isConnecting = kind === "authorize";
  return {
    ...question,
    description: reason,
    action_request: { action: kind, args },
    config: {
      allow_accept: isConnecting,
      allow_edit: !isConnecting,
      allow_respond: true,
      allow_ignore: true,
    },
    action_requests: [{ name: kind, args, arguments: args, description: reason }],
    review_configs: [
      { action_name: kind, allowed_decisions: [isConnecting ? "approve" : "edit", "reject"] },
    ],
  };
}

const Edited = z.object({ args: z.object({ value: z.json() }) });

/** What Agent Inbox answers: one of a list of one. */
const HumanResponse = z.discriminatedUnion("type", [
  z.object({ type: z.literal("response"), args: z.string() }),
  z.object({ type: z.literal("edit"), args: Edited }),
  z.object({ type: z.literal("accept") }),
  z.object({ type: z.literal("ignore") }),
]);

/** What agent-chat-ui answers. */
const Decision = z.discriminatedUnion("type", [
  z.object({ type: z.literal("edit"), edited_action: Edited }),
  z.object({ type: z.literal("reject"), message: z.string().optional() }),
  z.object({ type: z.literal("approve") }),
]);

const OfInbox = z.union([
  z.tuple([HumanResponse]),
  z.object({ decisions: z.tuple([Decision]) }).transform(({ decisions }) => decisions),
]);

/** An answer that one of those pages gave, as the user would have given it; what is none stays as it is. */
export function fromInbox(answer: InterventionAnswer): InterventionAnswer {
  const parsed = OfInbox.safeParse(answer);
  if (!parsed.success) return answer;
  const [said] = parsed.data;
  switch (said.type) {
    case "response":
      return said.args;
    case "edit":
      return "args" in said ? said.args.args.value : said.edited_action.args.value;
    case "reject":
      return said.message ?? { kind: "cancelled" };
    case "ignore":
      return { kind: "cancelled" };
    case "accept":
    case "approve":
      return "yes";
  }
}

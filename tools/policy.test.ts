import { describe, expect, test } from "vitest";

import type { Origin } from "../src/domain/provenance.ts";
import { catalog } from "./catalog.ts";
import { judge, POLICY } from "./policy.ts";
import type { Judgement } from "./policy.ts";

const ORIGINS: readonly (Origin | undefined)[] = [
  { kind: "user" },
  { kind: "answer" },
  { kind: "known", from: "your contacts" },
  { kind: "listed" },
  { kind: "outside", from: "the mail “Hi”" },
  undefined,
];

/** What the security notes say, told a second time and in another way: by tool, never by the policy's own words. */
function oracle(
  tool: string,
  recipient: Origin | undefined | "none",
  selected: Origin | undefined | "none",
  isShared: boolean,
  removals: number,
): Judgement["kind"] {
  if (recipient === undefined || selected === undefined) return "refuse";
  if (selected !== "none" && selected.kind === "outside") return "refuse";
  if (recipient !== "none" && recipient.kind === "outside") return "ask";
  const hasRecipient = recipient !== "none";
  if (["email_send", "email_reply", "email_forward", "email_send_draft"].includes(tool))
    return hasRecipient ? "ask" : "allow";
  if (["calendar_create_event", "calendar_restore_event"].includes(tool))
    return hasRecipient ? "ask" : "allow";
  if (tool === "calendar_update_event") return hasRecipient || isShared ? "ask" : "allow";
  if (tool === "calendar_delete_event") return isShared || removals > 1 ? "ask" : "allow";
  const forGood = ["tasks_clear_completed", "contacts_merge_duplicates", "assistant_delete_data"];
  if (forGood.includes(tool)) return "ask";
  const takesAway = [
    "email_trash",
    "email_delete_draft",
    "tasks_delete",
    "contacts_delete",
    "contacts_merge",
    "assistant_cancel_reminder",
  ];
  return takesAway.includes(tool) && removals > 1 ? "ask" : "allow";
}

describe("what needs a yes", () => {
  test("[P6] is the same for every tool, origin, sharing and number of removals as the notes say", () => {
    let n = 0;
    for (const tool of catalog.keys()) {
      for (const recipient of [...ORIGINS, "none" as const]) {
        for (const selected of [...ORIGINS, "none" as const]) {
          for (const isShared of [false, true]) {
            for (const removals of [0, 1, 2, 100]) {
              const { kind } = judge(tool, {
                recipients: recipient === "none" ? [] : [recipient],
                selected: selected === "none" ? [] : [selected],
                isShared,
                removals,
              });
              const expected = oracle(tool, recipient, selected, isShared, removals);
              expect([tool, recipient, selected, isShared, removals, kind]).toEqual([
                tool,
                recipient,
                selected,
                isShared,
                removals,
                expected,
              ]);
              n += 1;
            }
          }
        }
      }
    }
    expect(n).toBe(catalog.size * 7 * 7 * 2 * 4);
  });

  test("[P7] a tool without a rule is refused, whatever it is about", () => {
    const harmless = { recipients: [], selected: [], isShared: false, removals: 0 };
    expect(judge("calendar_share", harmless)).toEqual({ kind: "refuse", why: "unknown_tool" });
    expect(judge("toString", harmless).kind).toBe("refuse");
  });

  test("one bad recipient among good ones is enough", () => {
    const recipients: Origin[] = [{ kind: "user" }, { kind: "outside", from: "a mail" }];
    const circumstances = { recipients, selected: [], isShared: false, removals: 0 };
    expect(judge("contacts_create", circumstances).kind).toBe("ask");
    expect(
      judge("contacts_create", { ...circumstances, recipients: [...recipients, undefined] }),
    ).toEqual({ kind: "refuse", why: "unknown_origin" });
  });

  test("every tool has a rule, every rule a tool, and each names arguments that the tool has", () => {
    expect([...POLICY.keys()].toSorted()).toEqual([...catalog.keys()].toSorted());
    for (const [tool, { recipients, selects }] of POLICY) {
      const known = Object.keys(catalog.get(tool)?.input.shape ?? {});
      for (const arg of [...recipients, ...selects]) expect([tool, ...known]).toContain(arg);
    }
  });

  test("every argument that holds addresses or names a thing is in its rule", () => {
    for (const { name, effect, entityFields } of catalog.values()) {
      if (effect === "read") continue;
      const { recipients = [], selects = [] } = POLICY.get(name) ?? {};
      for (const arg of Object.keys(entityFields))
        expect([name, ...recipients, ...selects]).toContain(arg);
    }
  });
});

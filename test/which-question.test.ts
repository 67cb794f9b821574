import { afterAll, beforeAll, expect, test } from "vitest";

import { connect, workspaceOf } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { openPhone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser } from "./support/users.ts";

const YESES = ["yes", "YES", "ok", "Sure, go ahead", "yes please", "do it", "y", "go ahead", "1"];
const TRIES = casesOf(YESES.length, 200);

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program?.dispose());

const sentBy = async (userId: string): Promise<string[]> =>
  ((await workspaceOf(program.url, userId)).gmail?.messages ?? []).flatMap(({ to, labelIds }) =>
    (labelIds as string[]).includes("SENT") ? [to as string] : [],
  );
const mailTo = (name: string): string => `Email ${name}@acme.com saying the report is ready`;

test(
  `[D16] one bare yes by text, while two approvals wait, does nothing, and it is asked which (n=${TRIES})`,
  LONG,
  async () => {
    const phoneNumber = "+14155554001";
    const userId = await addUser(program.url, { phoneNumber });
    const phone = openPhone(program.url, phoneNumber);
    const asked = [await phone.text(mailTo("dana")), await phone.text(mailTo("eden"))];
    for (let i = 0; i < TRIES; i++)
      expect(await phone.text(YESES[i % YESES.length] ?? "")).toMatch(
        /^Which question is that for\?.*dana@acme\.com.*eden@acme\.com|^Which question is that for\?.*eden@acme\.com.*dana@acme\.com/su,
      );
    expect(await sentBy(userId)).toEqual([]);
    const code = /Reply (OK \d{6})/u.exec(asked[0] ?? "")?.[1] ?? "";
    expect(await phone.text(code)).toContain("dana@acme.com");
    expect(await sentBy(userId)).toEqual(["dana@acme.com"]);
  },
);

test(
  `[D16] one bare yes at a socket, while two approvals wait, does nothing, and it is asked which (n=${TRIES})`,
  LONG,
  async () => {
    const userId = await addUser(program.url);
    const client = await connect(program.url, userId, { careful: true });
    const dana = await client.say(mailTo("dana"));
    const eden = await client.say(mailTo("eden"));
    expect([dana.data.kind, eden.data.kind]).toEqual(["approve", "approve"]);
    for (let i = 0; i < TRIES; i++) {
      const told = await client.say(YESES[i % YESES.length] ?? "");
      expect(`${told.type} ${told.data.message}`, YESES[i % YESES.length]).toMatch(/which/iu);
    }
    expect(await sentBy(userId)).toEqual([]);
    expect((await client.answer(dana, "yes")).data.status).toBe("completed");
    expect(await sentBy(userId)).toEqual(["dana@acme.com"]);
    await client.close();
  },
);

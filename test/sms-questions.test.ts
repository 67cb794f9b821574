import { afterAll, beforeAll, expect, test } from "vitest";

import { putWorkspace, workspaceOf } from "./support/client.ts";
import { openPhone } from "./support/phone.ts";
import type { Phone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

let users = 0;
async function newPhone(): Promise<Phone & { readonly userId: string }> {
  const userId = `texter${++users}`;
  const phoneNumber = `+1415555${String(3000 + users)}`;
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    phoneNumber,
  });
  return { ...openPhone(program.url, phoneNumber), userId };
}

const draftsOf = async (userId: string): Promise<string[]> =>
  ((await workspaceOf(program.url, userId)).gmail?.messages ?? []).map(({ to }) => to as string);
const codeIn = (text: string): string => /Reply ([A-Z]\d(?:[A-Z]\d)*) /u.exec(text)?.[1] ?? "";

const TO_EDEN = 'Draft an email to Eden Chan saying "Lunch?"';
const TO_KIM = 'Draft an email to Kim Abe saying "Coffee?"';

test("a whole new command while a question is open is carried out; the question stays open and is named by its code", async () => {
  const phone = await newPhone();
  expect(await phone.text(TO_EDEN)).toContain("I don't recognize 'Eden Chan'");
  const listed = await phone.text("What's on tomorrow?");
  expect(listed).toMatch(/\nStill open \([A-Z]\d\): I don't recognize 'Eden Chan'\. Please/u);
  expect(await phone.text("eden@example.com")).not.toContain("Still open");
  expect(await draftsOf(phone.userId)).toEqual(["eden@example.com"]);
});

test("with several questions open, what answers one of them without its code is asked about, and its code is enough", async () => {
  const phone = await newPhone();
  await phone.text(TO_EDEN);
  await phone.text(TO_KIM);
  for (const uncoded of ["eden@example.com", "sorry, it's eden@example.com", "never mind"]) {
    expect(await phone.text(uncoded)).toMatch(/^Which question is that for\?/u);
  }
  const [, kim = "", eden = ""] = (await phone.text("2")).split("\n");
  expect(eden).toContain("Eden Chan");
  expect(await phone.text("What's on tomorrow?")).toMatch(
    /Still open .*Kim Abe.*\nStill open .*Eden/u,
  );
  expect(await phone.text(`${codeIn(eden)} eden@example.com`)).toContain("Still open");
  expect(await draftsOf(phone.userId)).toEqual(["eden@example.com"]);
  // One is left: its answer needs no code, and still may have it.
  await phone.text(`${codeIn(kim).toLowerCase()}: kim@example.com`);
  expect((await draftsOf(phone.userId)).toSorted()).toEqual([
    "eden@example.com",
    "kim@example.com",
  ]);
});

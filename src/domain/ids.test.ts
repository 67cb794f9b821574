import { expect, test } from "vitest";

import { ownerFor, UserId } from "./ids.ts";

const NOBODYS = [
  "default",
  "Default",
  "sms",
  "tickets",
  "alice@example.com",
  "Alice.Moreau+work@mail.example.com",
];

test(`[O6] ids that are everybody's, a part's of the program or an address are refused (n=${NOBODYS.length})`, () => {
  for (const id of NOBODYS) expect(UserId.safeParse(id).success, id).toBe(false);
});

test.each(["alice", "user_1", "4f7c0e", "a.b+c-d"])("an id of one's own is taken: %s", (id) => {
  expect(UserId.parse(id)).toBe(id);
});

test("[O6] what is kept for no one user is under no id that a user can have (n=2)", () => {
  for (const part of ["sms", "tickets"] as const)
    expect(UserId.safeParse(ownerFor(part)).success, part).toBe(false);
});

import { expect, test } from "vitest";

import { isSaid } from "./said-addresses.ts";

test.each([
  "invite eden@example.com",
  "invite Eden <EDEN@example.com>, please",
  "it's eden@example.com.",
  "(eden@example.com)",
  "eden@example.com's calendar",
  "mailto:eden@example.com",
  "dana@acme.com,eden@example.com;sam@acme.com",
])("an address in the user's words is one they gave: %s", (words) => {
  expect(isSaid("eden@example.com", [words])).toBe(true);
});

test.each([
  "invite den@example.com",
  "invite jeden@example.com",
  "invite eden@example.com.evil.net",
  "invite eden@example.co",
  "invite eden",
  "",
])("one that only looks like it is not: %s", (words) => {
  expect(isSaid("eden@example.com", [words])).toBe(false);
});

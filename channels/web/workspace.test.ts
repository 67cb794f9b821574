import { expect, test } from "vitest";

import { toLink } from "./client/links.ts";
import { compareById } from "./client/workspace.ts";

const event = (id: string, summary: string, etag = "1") => ({ id, summary, etag });

test("what a command added, changed and removed is told apart from what only has a new version mark", () => {
  const before = [event("a", "Standup"), event("b", "Dentist"), event("c", "Gym")];
  const after = [event("a", "Standup", "2"), event("b", "Dentist, moved"), event("d", "Lunch")];
  const shown = compareById(before, after, ({ id }) => id);
  expect(shown.map(({ id, change }) => [id, change])).toEqual([
    ["a", undefined],
    ["b", "changed"],
    ["d", "added"],
    ["c", "removed"],
  ]);
});

test.each([
  ["https://connect.example.com/x", "https://connect.example.com/x"],
  ["http://127.0.0.1:8000/consent", "http://127.0.0.1:8000/consent"],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["/relative", undefined],
  [undefined, undefined],
])("of links only the web's are opened: %s", (url, link) => {
  expect(toLink(url)).toBe(link);
});

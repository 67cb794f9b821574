import { describe, expect, test } from "vitest";

import type { Contact } from "../../src/domain/resources.ts";
import { createNameIndex } from "./name-index.ts";
import { literalAddress, resolveContact, resolvePerson } from "./person.ts";

const contact = (name: string, emails: string | string[], organization?: string): Contact => ({
  resourceName: `people/${name.replaceAll(" ", "")}`,
  name,
  emails: [emails].flat(),
  phones: [],
  ...(organization !== undefined && { organization }),
});

const book = createNameIndex([
  contact("Eden Park", "eden.park@example.com"),
  contact("Sam Carter", ["sam.carter@acme.com", "samc@gmail.com"], "Acme"),
  contact("Sam Okafor", "sam@okafor.dev"),
  contact("Robert Fielding", "robert@fielding.org"),
  contact("Bob Marsh", "bob@marsh.io"),
  contact("Katherine Müller", "k.mueller@example.de", "Siemens"),
  contact("José Álvarez", "jose@alvarez.es"),
  contact("Li Deng", "li.deng@example.cn"),
  contact("Siobhan O'Neil", "siobhan@example.ie"),
  contact("Jean-Luc Picard", "jeanluc@starfleet.org"),
  contact("Priya Raman", "priya@example.com"),
  contact("Geoffrey Thompson", "geoff@example.com"),
  contact("Nadia Kovac", []),
  contact("", "omar.haddad@example.com"),
]);

describe("a name means exactly one person", () => {
  test.each([
    ["Eden Park", "eden.park@example.com"],
    ["Eden", "eden.park@example.com"],
    ["park eden", "eden.park@example.com"],
    ["Deng Li", "li.deng@example.cn"],
    ["Kate Muller", "k.mueller@example.de"],
    ["Kathrine Müller", "k.mueller@example.de"],
    ["jose alvarez", "jose@alvarez.es"],
    ["Jose Alvbrez", "jose@alvarez.es"],
    ["ONeil", "siobhan@example.ie"],
    ["Siobhan O’Neil", "siobhan@example.ie"],
    ["Jean Luc", "jeanluc@starfleet.org"],
    ["Pirya", "priya@example.com"],
    ["Pryia Raman", "priya@example.com"],
    ["Jeff Thompson", "geoff@example.com"],
    ["Geoff Thomson", "geoff@example.com"],
    ["Sam C.", "sam.carter@acme.com"],
    ["Samuel Carter", "sam.carter@acme.com"],
    ["Bob Marsh", "bob@marsh.io"],
    ["Rob Fielding", "robert@fielding.org"],
    // Somebody is called just so: who is it only for short is not meant, nor who is it in full.
    ["Bob", "bob@marsh.io"],
    ["Robert", "robert@fielding.org"],
    ["Bob M.", "bob@marsh.io"],
    ["Dr. Raman", "priya@example.com"],
    ["Sam from Acme", "sam.carter@acme.com"],
    ["Sam (personal)", "samc@gmail.com"],
    ["Sam at okafor", "sam@okafor.dev"],
    ["Omar", "omar.haddad@example.com"],
    ["Eden's", "eden.park@example.com"],
  ])("%s", (words, email) => {
    expect(resolvePerson(words, book)).toMatchObject({ kind: "resolved", value: email });
  });
});

describe("a name may mean several", () => {
  test.each([
    ["Sam", ["sam.carter@acme.com", "sam@okafor.dev"]],
    ["Sam (work)", ["sam.carter@acme.com", "sam@okafor.dev"]],
  ])("%s", (words, emails) => {
    expect(resolvePerson(words, book)).toMatchObject({
      kind: "ambiguous",
      options: emails.map((value) => ({ value })),
    });
  });

  test("and is then told apart by address and organization", () => {
    expect(resolvePerson("Sam", book)).toMatchObject({
      options: [
        { label: "Sam Carter <sam.carter@acme.com>, Acme" },
        { label: "Sam Okafor <sam@okafor.dev>" },
      ],
    });
  });
});

test("a short form that is nobody's first name may be anybody's it is short for", () => {
  const sandies = createNameIndex([
    contact("Alexander Stone", "alex@example.com"),
    contact("Sandra Lee", "sandra@example.com"),
  ]);
  expect(resolvePerson("Sandy", sandies)).toMatchObject({
    kind: "ambiguous",
    options: [{ value: "alex@example.com" }, { value: "sandra@example.com" }],
  });
});

test("a family name that is what was said stays in doubt with a first name that is", () => {
  const thomas = createNameIndex([
    contact("Thomas Lee", "thomas@example.com"),
    contact("Anna Thomas", "anna@example.com"),
    contact("Tom Reed", "tom@example.com"),
  ]);
  expect(resolvePerson("Thomas", thomas)).toMatchObject({
    kind: "ambiguous",
    options: [{ value: "thomas@example.com" }, { value: "anna@example.com" }],
  });
});

test("a family name that sounds the same in other letters is asked about: Alvares is not Alvarez", () => {
  expect(resolvePerson("Jose Alvares", book)).toMatchObject({
    kind: "ambiguous",
    options: [{ value: "jose@alvarez.es" }],
  });
});

test("a short name that is only near is asked about: Chan is not Chen", () => {
  const chen = createNameIndex([contact("Eden Chen", "eden.chen@example.com")]);
  expect(resolvePerson("Eden Chan", chen)).toEqual({
    kind: "ambiguous",
    options: [{ value: "eden.chen@example.com", label: "Eden Chen <eden.chen@example.com>" }],
  });
});

describe("nobody is guessed", () => {
  test.each([
    ["a full name of which only the first is known", "Eden Chan"],
    ["a full name of which only the last is known", "Laura Park"],
    ["somebody else's organization", "Eden from Acme"],
    ["a name nobody has", "Zoltan"],
    ["a word that is no name", "the tall one"],
    ["somebody without an address", "Nadia Kovac"],
    ["nothing", "…"],
  ])("%s", (_why, words) => {
    expect(resolvePerson(words, book)).toEqual({ kind: "unknown" });
  });
});

test("one person who is there twice is one person", () => {
  const ana = contact("Ana Silva", "ana@example.com");
  const twice = createNameIndex([ana, ana]);
  expect(resolvePerson("Ana", twice)).toMatchObject({ kind: "resolved", value: "ana@example.com" });
});

test("a contact can be meant without having an address", () => {
  expect(resolveContact("Nadia", book)).toEqual({
    kind: "resolved",
    value: "people/NadiaKovac",
    label: "Nadia Kovac",
  });
});

test("an address stands for itself, however it is written", () => {
  expect(literalAddress("eden@example.com.")?.value).toBe("eden@example.com");
  expect(literalAddress("Eden Chan <Eden@Example.com>")?.value).toBe("eden@example.com");
  expect(literalAddress("Eden Chan")).toBeUndefined();
});

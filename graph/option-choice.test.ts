import { describe, expect, test } from "vitest";

import type { EntityOption } from "../src/domain/entity.ts";
import { chooseOption } from "./option-choice.ts";

const people: EntityOption[] = [
  { value: "dana.wu@acme.com", label: "Dana Wu <dana.wu@acme.com>, Acme" },
  { value: "dana.lee@gmail.com", label: "Dana Lee <dana.lee@gmail.com>" },
  { value: "dana.wurst@globex.com", label: "Dana Wurst-Lee <dana.wurst@globex.com>, Globex" },
];
const events: EntityOption[] = [
  { value: "e1", label: "Stand-up, Tue 24 Nov, 09:00-09:30" },
  { value: "e2", label: "Stand-up, Tue 24 Nov, 15:00-16:00" },
  { value: "e3", label: "Design stand-up, Wed 25 Nov, 16:00-16:30" },
];

describe("one option is chosen", () => {
  test.each<[EntityOption[], string, string]>([
    [people, "2", "dana.lee@gmail.com"],
    [people, "#3.", "dana.wurst@globex.com"],
    [people, "option 2", "dana.lee@gmail.com"],
    [people, "number three", "dana.wurst@globex.com"],
    [people, "the second", "dana.lee@gmail.com"],
    [people, "It's the 2nd one!", "dana.lee@gmail.com"],
    [people, "the last one", "dana.wurst@globex.com"],
    [people, "Acme Dana", "dana.wu@acme.com"],
    [people, "it's the one at Acme", "dana.wu@acme.com"],
    [people, "the Globex one please", "dana.wurst@globex.com"],
    [people, "the one who works at globex", "dana.wurst@globex.com"],
    [people, "I meant Wu", "dana.wu@acme.com"],
    [people, "Dana Lee", "dana.lee@gmail.com"],
    [people, "the gmail address", "dana.lee@gmail.com"],
    [people, "dana.wurst", "dana.wurst@globex.com"],
    [people, "the private one", "dana.lee@gmail.com"],
    [people.slice(0, 2), "the work one", "dana.wu@acme.com"],
    [people, "it's dana.lee@gmail.com", "dana.lee@gmail.com"],
    [people.slice(0, 1), "yes, that's her", "dana.wu@acme.com"],
    [people.slice(0, 2), "the latter", "dana.lee@gmail.com"],
    [events, "the one on Wednesday", "e3"],
    [events, "the 3pm one", "e2"],
    [events, "the one at 9", "e1"],
    [events, "the design meeting", "e3"],
    [events, "the one at 4 pm", "e3"],
  ])("%#: %j by %j", (options, said, value) => {
    expect(chooseOption(options, said)).toMatchObject({ kind: "one", option: { value } });
  });
});

describe("words that fit several choose none of them", () => {
  test.each<[EntityOption[], string, number[]]>([
    [people, "Dana", [0, 1, 2]],
    [people, "Lee", [1, 2]],
    [people, "the work one", [0, 2]],
    [people, "both", [0, 1, 2]],
    [events, "the one on Tuesday", [0, 1]],
    [events, "the stand-up", [0, 1, 2]],
  ])("%#: %j by %j", (all, said, fitting) => {
    const options = fitting.map((at) => all[at]);
    expect(chooseOption(all, said)).toEqual({ kind: "several", options });
  });
});

test.each([
  "neither",
  "None of these.",
  "none of them",
  "none",
  "not any of them",
  "someone else",
  "It's somebody else",
  "a different one",
])("that it is none of them: %j", (said) => {
  expect(chooseOption(people, said)).toEqual({ kind: "none_of_them" });
});

describe("an answer that speaks of something else chooses nothing", () => {
  test.each<[EntityOption[], string]>([
    [people, "7"],
    [people, "the fourth one"],
    // Made of words of one label, and still another address.
    [people, "dana@acme.com"],
    [people, "dana.wu@acme.com or dana.lee@gmail.com"],
    [people, "not Wu"],
    [people, "Dana Rivera"],
    [people, "yes"],
    [people, "please"],
    [people, "what is on Tuesday"],
    [events, "the one at 10"],
    [[], "the second"],
  ])("%#: %j by %j", (options, said) => {
    expect(chooseOption(options, said)).toBeUndefined();
  });
});

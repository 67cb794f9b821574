import { describe, expect, test } from "vitest";

import { AssistantError } from "../src/domain/errors.ts";
import { fieldsOf, updatePerson } from "./contact-changes.ts";
import type { CallProvider } from "./definition.ts";

const rejected = () => new AssistantError("ERR_TOOL_REJECTED", "person.etag is different.");

/** Google Contacts with one contact, which others change just before each of the first so many updates. */
function open(changesOfOthers: number) {
  let version = 1;
  let emailAddresses: unknown[] = [{ value: "sam@acme.com" }];
  let left = changesOfOthers;
  const updates: unknown[] = [];
  const person = () => ({ resourceName: "people/c1", etag: `v${version}`, emailAddresses });
  const provider: CallProvider = async (slug, args) => {
    if (slug === "GOOGLECONTACTS_GET_PERSON") return person();
    updates.push(args["etag"]);
    if (left > 0) {
      left -= 1;
      version += 1;
      emailAddresses = [...emailAddresses, { value: `other${version}@acme.com` }];
    }
    if (args["etag"] !== `v${version}`) throw rejected();
    version += 1;
    emailAddresses = args["emailAddresses"] as unknown[];
    return person();
  };
  return { provider, updates, emails: () => emailAddresses };
}

describe("a contact that somebody else changes at the same time", () => {
  const add = (provider: CallProvider) =>
    updatePerson(provider, "people/c1", (person) => fieldsOf(person, { addEmail: "sam@home.net" }));

  test("is read once more, and both changes are kept", async () => {
    const { provider, updates, emails } = open(1);
    await add(provider);
    expect(updates).toEqual(["v1", "v2"]);
    expect(emails()).toEqual([
      { value: "sam@acme.com" },
      { value: "other2@acme.com" },
      { value: "sam@home.net" },
    ]);
  });

  test("over and over is reported, and not tried for ever", async () => {
    const { provider, updates } = open(5);
    await expect(add(provider)).rejects.toMatchObject({ code: "ERR_TOOL_REJECTED" });
    expect(updates).toHaveLength(2);
  });
});

test("a refusal that has nothing to do with the version is not tried again", async () => {
  const { updates, provider } = open(0);
  const refusing: CallProvider = async (slug, args) => {
    const answer = await provider(slug, args);
    if (slug === "GOOGLECONTACTS_GET_PERSON") return { ...Object(answer), etag: "v9" };
    return answer;
  };
  await expect(
    updatePerson(refusing, "people/c1", () => ({ biographies: [{ value: "x" }] })),
  ).rejects.toMatchObject({ code: "ERR_TOOL_REJECTED" });
  expect(updates).toEqual(["v9"]);
});

test("a day that is none is no birthday", () => {
  const person = {
    resourceName: "people/c1",
    names: [],
    emailAddresses: [],
    phoneNumbers: [],
    organizations: [],
    birthdays: [],
    biographies: [],
  };
  expect(() => fieldsOf(person, { birthday: "1988-02-30" })).toThrow("There is no such day");
  expect(fieldsOf(person, { birthday: "--02-29" })).toEqual({
    birthdays: [{ date: { month: 2, day: 29 } }],
  });
});

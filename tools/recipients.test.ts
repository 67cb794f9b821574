import { describe, expect, test } from "vitest";

import { checkHeader, checkRecipients, parseAddress, parseAddresses } from "./recipients.ts";

describe("recipients", () => {
  test.each([
    ["eden@example.com", "eden@example.com"],
    ["Eden.Chan@Example.com", "eden.chan@example.com"],
  ])("%s is an address", (address, email) => {
    expect(checkRecipients([address])).toEqual([email]);
  });

  test.each([
    "eden@example.com\r\nBcc: all@example.com",
    "eden@example.com\n",
    "Eden Chan",
    "a@b",
    "undisclosed-recipients:;",
    "eden@example.com, sam@example.com",
    "",
  ])("%j is refused", (address) => {
    expect(() => checkRecipients([address])).toThrow("not an e-mail address");
  });

  test("a subject with a line break is refused", () => {
    expect(() => checkHeader("Hi\r\nBcc: all@example.com")).toThrow("one line");
    expect(checkHeader("Hi")).toBe("Hi");
  });

  test("a header's list is read with its names, its groups opened", () => {
    expect(parseAddresses('"Chan, Eden" <eden@example.com>, sam@acme.com')).toEqual([
      { email: "eden@example.com", name: "Chan, Eden" },
      { email: "sam@acme.com" },
    ]);
    expect(parseAddresses("undisclosed-recipients:;")).toEqual([]);
    expect(parseAddress("nobody")).toBeUndefined();
  });
});

/** The e-mail addresses that stand in a text, in lower case: what the user gave with their own words. */
export function addressesIn(text: string): ReadonlySet<string> {
  const tokens = text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s<>(),;"“”[\]]+/u)
    .map((token) => token.replace(/^(?:mailto:)?['‘*_]*|(?:['’]s)?[.:!?'’*_]*$/gu, ""));
  return new Set(tokens.filter((token) => /^[^@]+@[^@]+\.[^@.]+$/u.test(token)));
}

/** Whether exactly this address stands in one of the texts. */
export function isSaid(address: string, texts: readonly string[]): boolean {
  const folded = address.normalize("NFKC").toLowerCase();
  return texts.some((text) => addressesIn(text).has(folded));
}

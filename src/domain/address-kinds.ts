/** Whether an e-mail address is somebody's own, at a public mail provider, or their organisation's. */
export type AddressKind = "personal" | "work";

const WORDS: Readonly<Record<string, AddressKind>> = {
  personal: "personal",
  private: "personal",
  home: "personal",
  work: "work",
  office: "work",
  business: "work",
};
const MAIL_PROVIDERS =
  /@(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|icloud|me|mac|aol|proton|protonmail|gmx|web|fastmail|hey|zoho|yandex|mail)\.[a-z.]+$/iu;

/** What kind of address a word asks for: "work", "private"; undefined where it asks for none. */
export function addressKindIn(word: string): AddressKind | undefined {
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** What kind of address this is. */
export function kindOfAddress(email: string): AddressKind {
  return MAIL_PROVIDERS.test(email) ? "personal" : "work";
}

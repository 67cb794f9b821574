/** Words for people that are nobody's name: whom they mean is only ever told by the user. */

const GROUP =
  /\b(?:team|teams|family|group|crew|squad|department|dept|board|committee|class|club|staff|parents|kids|children|colleagues|coworkers|co-workers|roommates|flatmates|housemates|friends|neighbou?rs|siblings|brothers|sisters|cousins|grandparents|in-laws|household|leads|managers|engineers|designers|directors|founders|cofounders|investors|interns)$/iu;

const RELATION = new Set(
  `mom mum mam mama momma mommy mummy mother dad daddy papa pop pops father wife husband spouse hubby partner
  girlfriend boyfriend gf bf fiance fiancé fiancee fiancée son daughter kid brother bro sister sis twin grandma granny
  grandmother nana grandpa grandad granddad grandfather uncle aunt auntie cousin nephew niece mother-in-law father-in-law
  brother-in-law sister-in-law boss manager supervisor assistant secretary coworker co-worker colleague mentor coach
  teacher tutor professor doctor dentist therapist lawyer attorney accountant landlord landlady roommate flatmate
  housemate neighbor neighbour nanny babysitter sitter bestie buddy recruiter`.split(/\s+/u),
);

/** The words without the article or possessive that says nothing of who is meant: `my boss` is `boss`. */
export function withoutDeterminer(words: string): string {
  return words
    .trim()
    .replace(/^(?:my|our|the)\s+/iu, "")
    .trim();
}

/** Whether the words name several people at once: "the design team", "my family". */
export function isGroup(words: string): boolean {
  const bare = words.trim();
  return (
    GROUP.test(bare) &&
    (/^(?:my|our|the)\s/iu.test(bare) || bare.includes(" ") || bare === bare.toLowerCase())
  );
}

/** Whether the words say what somebody is to the user instead of a name: "mom", "my boss". */
export function isRelation(words: string): boolean {
  return RELATION.has(withoutDeterminer(words).toLowerCase());
}

/** Whether the words are a telephone number, and nothing else. */
export function isPhoneNumber(words: string): boolean {
  return /^\+?[\d\s().-]{7,20}$/u.test(words.trim()) && words.replace(/\D/gu, "").length >= 7;
}

import type { Said } from "./conversation.ts";

/** What this browser remembers of a user's conversation; everything else the server tells again. */
export interface Remembered {
  readonly sessionId?: string;
  readonly said: readonly Said[];
  /** What the user answered here, by question. */
  readonly answers: Readonly<Record<string, string>>;
}

const NOTHING: Remembered = { said: [], answers: {} };
const USER = "errand.user";
const conversationKey = (userId: string): string => `errand.conversation.${userId}`;

/** The conversation this browser was in as that user; an empty one where what is kept cannot be read. */
export function recallConversation(userId: string): Remembered {
  try {
    const kept: Partial<Remembered> = JSON.parse(
      localStorage.getItem(conversationKey(userId)) ?? "{}",
    );
    return { ...NOTHING, ...kept };
  } catch {
    return NOTHING;
  }
}

/** Keeps the conversation for the next time this page is opened. */
export function rememberConversation(userId: string, conversation: Remembered): void {
  localStorage.setItem(conversationKey(userId), JSON.stringify(conversation));
}

/** Who used this page last. */
export function recallUser(): string {
  return localStorage.getItem(USER) ?? "alice";
}

/** Keeps who uses this page. */
export function rememberUser(userId: string): void {
  localStorage.setItem(USER, userId);
}

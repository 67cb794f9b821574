import type { PhoneNumber, UserId } from "./ids.ts";

/** How users say which phone is theirs: a code texted to it, and told to us where the user is known. */
export interface PhoneLinking {
  /** The user's phone, if one is linked. */
  linked(userId: UserId): Promise<PhoneNumber | undefined>;
  /**
   * Texts a code to a number; answers until when (milliseconds since 1970) it opens anything. Whether the number is
   * somebody's already makes no difference. @throws AssistantError: ERR_INVALID_MESSAGE where the number takes no
   * texts, ERR_RATE_LIMITED, ERR_TOOL_UNAVAILABLE.
   */
  sendCode(userId: UserId, number: PhoneNumber): Promise<number>;
  /**
   * Links the number to the user who shows the code that was texted to it for them; it is nobody else's from then on.
   * @throws AssistantError: ERR_FORBIDDEN where the code is not that, ERR_RATE_LIMITED after too many of those.
   */
  verify(userId: UserId, number: PhoneNumber, code: string): Promise<void>;
  /** Whether texts reach the user: a number of theirs is linked, and taken for theirs. */
  isReachable(userId: UserId): Promise<boolean>;
  unlink(userId: UserId): Promise<void>;
}

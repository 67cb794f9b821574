import { assertNever } from "../../src/domain/assert-never.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import type { SystemFrame } from "./frames.ts";
import type { PhoneFrame } from "./server-frames.ts";

type PhoneRequest = Extract<
  SystemFrame["payload"],
  { action: "get_phone" | "link_phone" | "verify_phone" | "unlink_phone" }
>;

/** Does what is asked about the user's phone, and says how it stands then. @throws as `PhoneLinking` */
export async function answerAboutPhone(
  phones: PhoneLinking,
  userId: UserId,
  request: PhoneRequest,
): Promise<PhoneFrame["data"]> {
  const { action } = request;
  switch (action) {
    case "get_phone": {
      const phoneNumber = await phones.linked(userId);
      return phoneNumber === undefined
        ? { action, status: "not_linked" }
        : { action, status: "linked", phoneNumber };
    }
    case "link_phone": {
      const { phoneNumber } = request;
      const expiresAt = new Date(await phones.sendCode(userId, phoneNumber)).toISOString();
      return { action, status: "code_sent", phoneNumber, expiresAt };
    }
    case "verify_phone": {
      const { phoneNumber, code } = request;
      await phones.verify(userId, phoneNumber, code.trim());
      return { action, status: "linked", phoneNumber };
    }
    case "unlink_phone":
      await phones.unlink(userId);
      return { action, status: "not_linked" };
    default:
      return assertNever(request);
  }
}

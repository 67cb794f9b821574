import { startChatUser } from "./chat-user.ts";
import type { Rig } from "./rig.ts";
import { startTextUser } from "./text-user.ts";
import type { User, UserOptions } from "./user.ts";
import type { Write } from "./writes.ts";

/** The user gives the command, on the channel this write is for. */
export function startUser(
  rig: Rig,
  { userId, number }: ReturnType<Rig["newUser"]>,
  write: Write,
  options: UserOptions = {},
): User {
  return write.channel === "sms"
    ? startTextUser(rig, userId, number, write, options)
    : startChatUser(rig, userId, write, options);
}

import { User } from "../../domain/user.ts";
import type { Sealing } from "../sealing.ts";
import type { UserStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toList, toText } from "./replies.ts";

const byNumber = defineScript(`
local user = redis.call('GET', '${KEYS.phone}' .. ARGV[1])
if not user then return {} end
local row = redis.call('HMGET', '${KEYS.user}' .. user, 'phone', 'value')
return {user, row[1], row[2]}
`);

/** Answers who has the number and what is kept of them, where that is not what the caller saw: nothing was put then. */
const put = defineScript(`
local user, phone, value, seen, left = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local row = '${KEYS.user}' .. user
local former = redis.call('HGET', row, 'phone')
if phone ~= '' then
  local holder = redis.call('GET', '${KEYS.phone}' .. phone)
  if holder and holder ~= user then
    local kept = redis.call('HMGET', '${KEYS.user}' .. holder, 'phone', 'value')
    if kept[1] == phone and kept[2] then
      if kept[2] ~= seen then return {holder, kept[1], kept[2]} end
      redis.call('HSET', '${KEYS.user}' .. holder, 'phone', '', 'value', left)
    end
  end
  redis.call('SET', '${KEYS.phone}' .. phone, user)
end
if former and former ~= '' and former ~= phone and redis.call('GET', '${KEYS.phone}' .. former) == user then
  redis.call('DEL', '${KEYS.phone}' .. former)
end
redis.call('HSET', row, 'phone', phone, 'value', value)
return {}
`);

/** Who is known, each under a blinded name, and whose a number is. */
export function createUserStore(redis: Redis, sealing: Sealing): UserStore {
  const { blind, sealText, openText } = sealing;

  function toUser(name: string, phone: Reply | undefined, value: Reply | undefined) {
    const sealed = toBytes(value);
    if (sealed === undefined) return undefined;
    return User.parse(JSON.parse(openText(sealed, "users", name, toText(phone) ?? "")));
  }

  const sealUser = (user: User, name: string, phone: string): Uint8Array =>
    sealText(JSON.stringify(user), "users", name, phone);

  return {
    async get(userId) {
      const name = blind("user", userId);
      const [phone, value] = toList(
        await redis.send("HMGET", `${KEYS.user}${name}`, "phone", "value"),
      );
      return toUser(name, phone, value);
    },
    async byPhoneNumber(phoneNumber) {
      const phone = blind("phone", phoneNumber);
      const [name, kept, value] = toList(await redis.run(byNumber, [], [phone]));
      // Only the sealed row says whose a number is.
      return toText(kept) === phone ? toUser(toText(name) ?? "", kept, value) : undefined;
    },
    async put(user) {
      const name = blind("user", user.userId);
      const phone = user.phoneNumber === undefined ? "" : blind("phone", user.phoneNumber);
      const value = sealUser(user, name, phone);
      let [seen, left]: [Uint8Array | string, Uint8Array | string] = ["", ""];
      for (;;) {
        const reply = toList(await redis.run(put, [], [name, phone, value, seen, left]));
        const holder = toUser(toText(reply[0]) ?? "", reply[1], reply[2]);
        if (holder === undefined) return;
        const { phoneNumber: _given, ...rest } = holder;
        seen = toBytes(reply[2]) ?? "";
        left = sealUser(rest, toText(reply[0]) ?? "", "");
      }
    },
  };
}

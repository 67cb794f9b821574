import type { DatabaseSync } from "node:sqlite";

import { User } from "../../domain/user.ts";
import type { Sealing } from "../sealing.ts";
import type { UserStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly user: string;
  readonly phone: string | null;
  readonly value: Uint8Array;
}

export function createUserStore(db: DatabaseSync, write: Write, sealing: Sealing): UserStore {
  const { blind, sealText, openText } = sealing;
  const byId = db.prepare("SELECT * FROM users WHERE user = ?");
  const byNumber = db.prepare("SELECT * FROM users WHERE phone = ?");
  const put = db.prepare(
    `INSERT INTO users (user, phone, value) VALUES (?, ?, ?)
     ON CONFLICT (user) DO UPDATE SET phone = excluded.phone, value = excluded.value`,
  );

  function toUser(row: unknown): User | undefined {
    if (row === undefined) return undefined;
    const { user, phone, value } = row as Row;
    return User.parse(JSON.parse(openText(value, "users", user, phone ?? "")));
  }

  function keep(user: User): void {
    const name = blind("user", user.userId);
    const phone = user.phoneNumber === undefined ? null : blind("phone", user.phoneNumber);
    put.run(name, phone, sealText(JSON.stringify(user), "users", name, phone ?? ""));
  }

  return {
    get: async (userId) => toUser(byId.get(blind("user", userId))),
    byPhoneNumber: async (phoneNumber) => toUser(byNumber.get(blind("phone", phoneNumber))),
    put: (user) =>
      write(() => {
        const holder = user.phoneNumber && toUser(byNumber.get(blind("phone", user.phoneNumber)));
        if (holder !== undefined && holder.userId !== user.userId) {
          const { phoneNumber: _given, ...rest } = holder;
          keep(rest);
        }
        keep(user);
      }),
  };
}

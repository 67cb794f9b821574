import type { DatabaseSync } from "node:sqlite";

import { User } from "../../domain/user.ts";
import type { UserStore } from "../storage.ts";
import type { Write } from "./writer.ts";

export function createUserStore(db: DatabaseSync, write: Write): UserStore {
  const byId = db.prepare("SELECT value FROM users WHERE user_id = ?");
  const byNumber = db.prepare("SELECT value FROM users WHERE phone_number = ?");
  const takeNumber = db.prepare(
    `UPDATE users SET phone_number = NULL, value = json_remove(value, '$.phoneNumber')
     WHERE phone_number = ? AND user_id <> ?`,
  );
  const put = db.prepare(
    `INSERT INTO users (user_id, phone_number, value) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET phone_number = excluded.phone_number, value = excluded.value`,
  );

  return {
    get: async (userId) => toUser(byId.get(userId)),
    byPhoneNumber: async (phoneNumber) => toUser(byNumber.get(phoneNumber)),
    put: (user) =>
      write(() => {
        if (user.phoneNumber !== undefined) takeNumber.run(user.phoneNumber, user.userId);
        put.run(user.userId, user.phoneNumber ?? null, JSON.stringify(user));
      }),
  };
}

function toUser(row: unknown): User | undefined {
  return row === undefined ? undefined : User.parse(JSON.parse((row as { value: string }).value));
}

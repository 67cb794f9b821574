import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { z } from "zod";

/** A text of the simulated account. `number` is the user's end; inbound means to the assistant. */
export const LoggedMessage = z.object({
  sid: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  number: z.string(),
  body: z.string(),
  /** Milliseconds since 1970, assistant's clock. */
  at: z.number(),
});
export type LoggedMessage = z.infer<typeof LoggedMessage>;

/** What names the simulated account and proves who speaks for it. */
export const Account = z.object({ accountSid: z.string(), authToken: z.string() });
export type Account = z.infer<typeof Account>;

/** Everything the simulated carrier remembers; each change is on disk when its call returns. */
export interface MessageLog {
  /** Made on the first start and kept, so that what was signed before a restart is still valid after it. */
  readonly account: Account;
  add(message: Omit<LoggedMessage, "sid">): LoggedMessage;
  get(sid: string): LoggedMessage | undefined;
  /** All texts with one number, oldest first. */
  with(number: string): readonly LoggedMessage[];
  /** Newest first. */
  page(filter: {
    readonly number?: string | undefined;
    readonly direction?: LoggedMessage["direction"] | undefined;
    /** From this time on, and before that one; milliseconds since 1970. */
    readonly since?: number | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
    readonly offset: number;
  }): readonly LoggedMessage[];
  setOptedOut(number: string, optedOut: boolean): void;
  isOptedOut(number: string): boolean;
  close(): void;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY CHECK (id = 1), accountSid TEXT NOT NULL, authToken TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL,
    number TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_number ON message (number, id);
  CREATE TABLE IF NOT EXISTS opted_out (number TEXT PRIMARY KEY) STRICT;
`;

/** Opens (and where needed makes) the file the simulated carrier keeps its texts in. */
export function openMessageLog(path: string): MessageLog {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(SCHEMA);
  db.prepare("INSERT OR IGNORE INTO account VALUES (1, ?, ?)").run(
    `AC${randomBytes(16).toString("hex")}`,
    randomBytes(16).toString("hex"),
  );
  const account = Account.parse(db.prepare("SELECT accountSid, authToken FROM account").get());

  const insert = db.prepare(
    "INSERT INTO message (sid, direction, number, body, at) VALUES (?, ?, ?, ?, ?)",
  );
  const bySid = db.prepare("SELECT * FROM message WHERE sid = ?");
  const byNumber = db.prepare("SELECT * FROM message WHERE number = ? ORDER BY id");
  const newest = db.prepare(
    `SELECT * FROM message WHERE (:number IS NULL OR number = :number)
     AND (:direction IS NULL OR direction = :direction)
     AND (:since IS NULL OR at >= :since) AND (:before IS NULL OR at < :before) ORDER BY id DESC LIMIT :limit OFFSET :offset`,
  );
  const optOut = db.prepare("INSERT OR IGNORE INTO opted_out VALUES (?)");
  const optIn = db.prepare("DELETE FROM opted_out WHERE number = ?");
  const optedOut = db.prepare("SELECT 1 FROM opted_out WHERE number = ?");

  return {
    account,
    add(message) {
      const sid = `SM${randomBytes(16).toString("hex")}`;
      insert.run(sid, message.direction, message.number, message.body, message.at);
      return { sid, ...message };
    },
    get(sid) {
      const row = bySid.get(sid);
      return row && LoggedMessage.parse(row);
    },
    with: (number) => LoggedMessage.array().parse(byNumber.all(number)),
    page: ({ number = null, direction = null, since = null, before = null, limit, offset }) =>
      LoggedMessage.array().parse(newest.all({ number, direction, since, before, limit, offset })),
    setOptedOut(number, out) {
      (out ? optOut : optIn).run(number);
    },
    isOptedOut: (number) => optedOut.get(number) !== undefined,
    close: () => db.close(),
  };
}

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { Subscription } from "./carrier-keywords.ts";
import { Account, LoggedMessage, makeAccount, makeMessageSid } from "./message-log.ts";
import type { MessageFilter, MessageLog, NewMessage } from "./message-log.ts";

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

/** A log in a file at hand: it answers at once. */
export interface SqliteMessageLog extends MessageLog {
  receive(message: NewMessage, subscription?: Subscription): LoggedMessage;
  send(message: NewMessage): LoggedMessage | undefined;
  get(sid: string): LoggedMessage | undefined;
  with(number: string): readonly LoggedMessage[];
  page(filter: MessageFilter): readonly LoggedMessage[];
}

/** Opens (and where needed makes) the file the simulated carrier keeps its texts in. */
export function openSqliteMessageLog(path: string): SqliteMessageLog {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(SCHEMA);
  const made = makeAccount();
  db.prepare("INSERT OR IGNORE INTO account VALUES (1, ?, ?)").run(made.accountSid, made.authToken);
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

  function add(message: Omit<LoggedMessage, "sid">): LoggedMessage {
    const sid = makeMessageSid();
    insert.run(sid, message.direction, message.number, message.body, message.at);
    return { sid, ...message };
  }

  return {
    account,
    receive(message, subscription) {
      const { number } = message;
      if (subscription !== undefined) (subscription === "opt_out" ? optOut : optIn).run(number);
      return add({ direction: "inbound", ...message });
    },
    send(message) {
      if (optedOut.get(message.number) !== undefined) return undefined;
      return add({ direction: "outbound", ...message });
    },
    get(sid) {
      const row = bySid.get(sid);
      return row && LoggedMessage.parse(row);
    },
    with: (number) => LoggedMessage.array().parse(byNumber.all(number)),
    page: ({ number = null, direction = null, since = null, before = null, limit, offset }) =>
      LoggedMessage.array().parse(newest.all({ number, direction, since, before, limit, offset })),
    close: () => db.close(),
  };
}

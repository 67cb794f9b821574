import type { DatabaseSync } from "node:sqlite";

import { z } from "zod";

import { UserId } from "../../domain/ids.ts";
import { Service } from "../../domain/service.ts";
import type { Sealing } from "../sealing.ts";
import type { ConnectLink, ConnectLinkStore } from "../storage.ts";
import type { Write } from "./writer.ts";

/** What is sealed of a link: who connects what. */
const Purpose = z.object({ userId: UserId, service: Service });

interface Row {
  readonly token_hash: string;
  readonly purpose: Uint8Array;
  readonly expires_at: number;
}

export function createConnectLinkStore(
  db: DatabaseSync,
  write: Write,
  { blind, sealText, openText }: Sealing,
): ConnectLinkStore {
  const put = db.prepare(
    "INSERT OR REPLACE INTO connect_links (token_hash, user, purpose, expires_at) VALUES (?, ?, ?, ?)",
  );
  const get = db.prepare(
    "SELECT * FROM connect_links WHERE token_hash = ? AND state_hash IS NULL AND expires_at > ?",
  );
  const begin = db.prepare(
    `UPDATE connect_links SET state_hash = ?, browser_hash = ?, expires_at = ?
     WHERE token_hash = ? AND state_hash IS NULL AND expires_at > ? RETURNING *`,
  );
  const finish = db.prepare(
    "DELETE FROM connect_links WHERE state_hash = ? AND browser_hash = ? AND expires_at > ? RETURNING *",
  );
  const expire = db.prepare("DELETE FROM connect_links WHERE expires_at <= ?");

  function toLink(row: unknown): ConnectLink | undefined {
    if (row === undefined) return undefined;
    const { token_hash: tokenHash, purpose, expires_at: expiresAt } = row as Row;
    const opened = Purpose.parse(JSON.parse(openText(purpose, "connect_links", tokenHash)));
    return { tokenHash, expiresAt, ...opened };
  }

  return {
    put({ tokenHash, userId, service, expiresAt }, now) {
      const purpose = sealText(JSON.stringify({ userId, service }), "connect_links", tokenHash);
      return write(() => {
        expire.run(now);
        put.run(tokenHash, blind("user", userId), purpose, expiresAt);
      });
    },
    get: async (tokenHash, now) => toLink(get.get(tokenHash, now)),
    begin: (tokenHash, { stateHash, browserHash, expiresAt }, now) =>
      write(() => toLink(begin.get(stateHash, browserHash, expiresAt, tokenHash, now))),
    finish: (stateHash, browserHash, now) =>
      write(() => toLink(finish.get(stateHash, browserHash, now))),
  };
}

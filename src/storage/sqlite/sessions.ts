import type { DatabaseSync } from "node:sqlite";

import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Intervention } from "../../domain/intervention.ts";
import type { Sealing } from "../sealing.ts";
import type { Session, SessionStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly session_id: string;
  readonly user: string;
  readonly owner: Uint8Array;
  readonly question: Uint8Array | null;
  readonly question_count: number;
}

export function createSessionStore(db: DatabaseSync, write: Write, sealing: Sealing): SessionStore {
  const { blind, sealText, openText } = sealing;
  const create = db.prepare(
    "INSERT OR IGNORE INTO sessions (session_id, user, owner) VALUES (?, ?, ?)",
  );
  const get = db.prepare("SELECT * FROM sessions WHERE session_id = ?");
  const userOf = db.prepare("SELECT user FROM sessions WHERE session_id = ?");
  const open = db.prepare(
    `UPDATE sessions SET question = ?, asked_at = ?, question_count = question_count + 1 WHERE session_id = ?`,
  );
  const close = db.prepare(
    "UPDATE sessions SET question = NULL, asked_at = NULL WHERE session_id = ?",
  );
  const asking = db.prepare(
    "SELECT * FROM sessions WHERE user = ? AND question IS NOT NULL ORDER BY asked_at DESC, session_id DESC",
  );
  const countAsking = db.prepare(
    "SELECT count(*) AS count FROM sessions WHERE question IS NOT NULL",
  );
  const latest = db.prepare(
    `SELECT s.* FROM session_uses u JOIN sessions s USING (session_id)
     WHERE u.user = ?1 AND s.user = ?1 AND (?2 IS NULL OR u.channel = ?2) ORDER BY u.used DESC LIMIT 1`,
  );

  function toSession(row: unknown): Session | undefined {
    if (row === undefined) return undefined;
    const { session_id: id, user, owner, question, question_count: questionCount } = row as Row;
    return {
      sessionId: id as SessionId,
      userId: openText(owner, "sessions", id, user, "owner") as UserId,
      questionCount,
      ...(question !== null && {
        question: JSON.parse(openText(question, "sessions", id, user, "question")) as Intervention,
      }),
    };
  }

  return {
    create: ({ sessionId, userId }) =>
      write(() => {
        const user = blind("user", userId);
        create.run(sessionId, user, sealText(userId, "sessions", sessionId, user, "owner"));
      }),
    get: async (sessionId) => toSession(get.get(sessionId)),
    setQuestion: (sessionId, question) =>
      write(() => {
        if (question === undefined) {
          close.run(sessionId);
          return;
        }
        const user = userOf.get(sessionId)?.["user"] as string | undefined;
        if (user === undefined) return;
        const place = ["sessions", sessionId, user, "question"] as const;
        open.run(sealText(JSON.stringify(question), ...place), question.askedAt, sessionId);
      }),
    withOpenQuestion: async (userId) =>
      asking.all(blind("user", userId)).flatMap((row) => toSession(row) ?? []),
    countOpenQuestions: async () => Number(countAsking.get()?.["count"]),
    latest: async (userId, channel) =>
      toSession(latest.get(blind("user", userId), channel ?? null)),
  };
}

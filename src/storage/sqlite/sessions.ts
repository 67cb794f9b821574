import type { DatabaseSync } from "node:sqlite";

import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Intervention } from "../../domain/intervention.ts";
import type { Session, SessionStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly session_id: string;
  readonly user_id: string;
  readonly question: string | null;
  readonly question_count: number;
}

export function createSessionStore(db: DatabaseSync, write: Write): SessionStore {
  const create = db.prepare("INSERT OR IGNORE INTO sessions (session_id, user_id) VALUES (?, ?)");
  const get = db.prepare("SELECT * FROM sessions WHERE session_id = ?");
  const open = db.prepare(
    `UPDATE sessions SET question = ?, asked_at = ?, question_count = question_count + 1 WHERE session_id = ?`,
  );
  const close = db.prepare(
    "UPDATE sessions SET question = NULL, asked_at = NULL WHERE session_id = ?",
  );
  const asking = db.prepare(
    "SELECT * FROM sessions WHERE user_id = ? AND question IS NOT NULL ORDER BY asked_at DESC, session_id DESC",
  );
  const latest = db.prepare(
    `SELECT s.* FROM session_uses u JOIN sessions s USING (session_id)
     WHERE u.user_id = ?1 AND (?2 IS NULL OR u.channel = ?2) ORDER BY u.used DESC LIMIT 1`,
  );
  const byToken = db.prepare(
    "SELECT s.* FROM connect_tokens t JOIN sessions s USING (session_id) WHERE t.token = ?",
  );
  const setToken = db.prepare(
    "INSERT OR REPLACE INTO connect_tokens (token, session_id) VALUES (?, ?)",
  );

  return {
    create: ({ sessionId, userId }) => write(() => void create.run(sessionId, userId)),
    get: async (sessionId) => toSession(get.get(sessionId)),
    setQuestion: (sessionId, question) =>
      write(() => {
        if (question === undefined) close.run(sessionId);
        else open.run(JSON.stringify(question), question.askedAt, sessionId);
      }),
    withOpenQuestion: async (userId) => asking.all(userId).flatMap((row) => toSession(row) ?? []),
    latest: async (userId, channel) => toSession(latest.get(userId, channel ?? null)),
    byConnectToken: async (token) => toSession(byToken.get(token)),
    setConnectToken: (sessionId, token) => write(() => void setToken.run(token, sessionId)),
  };
}

function toSession(row: unknown): Session | undefined {
  if (row === undefined) return undefined;
  const {
    session_id: sessionId,
    user_id: userId,
    question,
    question_count: questionCount,
  } = row as Row;
  return {
    sessionId: sessionId as SessionId,
    userId: userId as UserId,
    questionCount,
    ...(question !== null && { question: JSON.parse(question) as Intervention }),
  };
}

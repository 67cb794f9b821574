import { KEYS } from "./keys.ts";

/**
 * So long what nobody uses any more is kept: messages that are done with, what was said, what was done and how it is
 * taken back. Use renews it, for all of a session at once: a session is whole or gone.
 */
export const RETENTION_MS = 90 * 24 * 60 * 60_000;

/** Lua: `now()`, milliseconds since 1970 by the server's clock, which is one for all processes. */
export const NOW = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** Lua: `use(session)` keeps all of a session for as long as if it had begun now. */
export const USE = `${NOW}
local function use(session)
  for _, prefix in ipairs({'${KEYS.session}', '${KEYS.outbox}', '${KEYS.messagesOf}', '${KEYS.inbox}'}) do
    redis.call('PEXPIRE', prefix .. session, ${RETENTION_MS})
  end
  local user = redis.call('HGET', '${KEYS.session}' .. session, 'user')
  if not user then return end
  local index, at = '${KEYS.sessionsOf}' .. user, now()
  redis.call('ZADD', index, at, session)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', at - ${RETENTION_MS})
  redis.call('PEXPIRE', index, ${RETENTION_MS})
end
`;

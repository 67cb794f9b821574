import { parseArgs } from "node:util";

import { SignJWT } from "jose";

import { openSecretFile } from "../src/authentication/secrets.ts";
import { Duration } from "../src/config/values.ts";
import { ConfigError, loadConfig } from "../src/config.ts";
import { UserId } from "../src/domain/ids.ts";

const HELP = `npm run token -- --user alice [--for 12h]

Prints a token that says its bearer is that user, signed with AUTH_SECRET or the first secret of AUTH_SECRET_FILE (from
the environment or .env, as the server reads them). Only the token goes to standard output.

  --user  whose token it is
  --for   how long it holds: 30m, 12h, 90d; 12h without it`;

const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

/** What the caller has to put right; the message says how. */
class TokenError extends Error {
  override readonly name = "TokenError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

try {
  await main();
} catch (cause) {
  if (!(cause instanceof TokenError || cause instanceof ConfigError)) throw cause;
  console.error(cause.message);
  process.exitCode = cause instanceof TokenError ? cause.exitCode : EXIT_CONFIG;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return console.log(HELP);
  const { userId, forMs } = options;
  const { secret, audience, publicUrl } = await readKey();
  const expiresAt = new Date(Date.now() + forMs);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(secret));
  console.log(token);
  console.error(
    [
      `\nThis is ${userId}'s until ${expiresAt.toISOString()}: who has it is ${userId}.`,
      `  page      ${publicUrl}/#token=TOKEN, or paste it where the page asks for it`,
      `  terminal  npm run chat -- --token TOKEN`,
      `  programs  Authorization: Bearer TOKEN, at the handshake of /ws`,
    ].join("\n"),
  );
}

function readOptions(): { userId: UserId; forMs: number } | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        user: { type: "string" },
        for: { type: "string", default: "12h" },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (cause) {
    throw new TokenError(`${cause instanceof Error ? cause.message : ""}\n\n${HELP}`, EXIT_USAGE);
  }
  if (values.help) return undefined;
  if (values.user === undefined)
    throw new TokenError(`--user: says whose token it is.\n\n${HELP}`, EXIT_USAGE);
  const userId = UserId.safeParse(values.user);
  if (!userId.success)
    throw new TokenError(
      `--user: "${values.user}" ${userId.error.issues[0]?.message}.`,
      EXIT_USAGE,
    );
  const forMs = Duration.safeParse(values.for).data;
  if (forMs === undefined || forMs < 1_000)
    throw new TokenError(
      `--for: "${values.for}" is not allowed; it takes a second or more: 30m, 12h, 90d.`,
      EXIT_USAGE,
    );
  return { userId: userId.data, forMs };
}

async function readKey(): Promise<{ secret: string; audience: string; publicUrl: string }> {
  try {
    process.loadEnvFile();
  } catch {
    // There is no .env: the environment alone counts.
  }
  const { auth, host, port, publicUrl = `http://${host}:${port}` } = loadConfig(process.env);
  if (auth === undefined)
    throw new TokenError(
      "AUTH_SECRET: not set, so the server asks nobody for a token. Set it to 32 bytes or more, for both: openssl rand -base64 32",
      EXIT_CONFIG,
    );
  if (auth.jwksUrl !== undefined)
    throw new TokenError(
      "AUTH_JWKS_URL: is set, so tokens are signed by whoever has the private keys to it, and not here.",
      EXIT_CONFIG,
    );
  const { audience } = auth;
  if (auth.secretFile === undefined) return { secret: auth.secret ?? "", audience, publicUrl };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const secrets = await openSecretFile(auth.secretFile, silent);
  const [secret = ""] = await secrets.current();
  secrets.close();
  return { secret, audience, publicUrl };
}

import { readFile } from "node:fs/promises";

import { MIN_SECRET_BYTES } from "../config/values.ts";
import { ConfigError } from "../config.ts";
import type { Logger } from "../domain/logger.ts";

/** The secrets tokens are signed with: the first signs, each of them verifies. */
export interface Secrets {
  current(): Promise<readonly string[]>;
  onChange(listener: () => void): () => void;
  close(): void;
}

/** How soon a changed file is noticed by who holds sockets open; who wants in is checked against the file itself. */
const LOOK_EVERY_MS = 1_000;

/** The one secret of a configuration without a file. */
export function fixedSecret(secret: string): Secrets {
  return { current: async () => [secret], onChange: () => () => undefined, close() {} };
}

/**
 * Secrets in a file, one a line, as Docker and Kubernetes mount them: replacing the file rotates them while the program
 * runs. A file that cannot be used any more changes nothing: the last good secrets stay.
 * @throws ConfigError where the file cannot be used from the beginning.
 */
export async function openSecretFile(path: string, logger: Logger): Promise<Secrets> {
  const listeners = new Set<() => void>();
  let secrets = await readSecrets(path);
  let faulty = false;

  async function look(): Promise<readonly string[]> {
    let found: readonly string[];
    try {
      found = await readSecrets(path);
      faulty = false;
    } catch {
      if (!faulty) logger.error({}, "AUTH_SECRET_FILE cannot be used; the last good secrets stay");
      faulty = true;
      return secrets;
    }
    if (found.join("\n") === secrets.join("\n")) return secrets;
    secrets = found;
    logger.info({ secrets: found.length }, "the secrets of AUTH_SECRET_FILE changed");
    for (const listener of listeners) listener();
    return secrets;
  }

  const watch = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return {
    current: look,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => clearInterval(watch),
  };
}

/** @throws ConfigError, which shows nothing of what is in the file. */
async function readSecrets(path: string): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError([`AUTH_SECRET_FILE: "${path}" cannot be read (${cause.code}).`]);
  });
  const secrets = text.split(/\r?\n/u).filter((line) => line !== "");
  const fault = secrets.length === 0 ? "holds no secret" : shortIn(secrets);
  if (fault !== undefined) {
    throw new ConfigError([
      `AUTH_SECRET_FILE: "${path}" ${fault}; it takes secrets of at least ${MIN_SECRET_BYTES} bytes, one a line.`,
    ]);
  }
  return secrets;
}

function shortIn(secrets: readonly string[]): string | undefined {
  const short = secrets.findIndex((secret) => Buffer.byteLength(secret) < MIN_SECRET_BYTES);
  return short === -1 ? undefined : `has a shorter secret in line ${short + 1}`;
}

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import * as fc from "fast-check";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";

import { fixedSecret, openSecretFile } from "./secrets.ts";
import { createAuthenticate } from "./tokens.ts";

const secret = "a secret of at least thirty-two bytes";
const key = new TextEncoder().encode(secret);
const sign = (
  sub: string | undefined,
  more: { expiresAt?: string; alg?: string; key?: Uint8Array; audience?: string | string[] } = {},
): Promise<string> => {
  const jwt = new SignJWT({}).setProtectedHeader({ alg: more.alg ?? "HS256" });
  if (sub !== undefined) jwt.setSubject(sub);
  if (more.audience !== undefined) jwt.setAudience(more.audience);
  return jwt.setExpirationTime(more.expiresAt ?? "1h").sign(more.key ?? key);
};

const bySecret = createAuthenticate({ kind: "secrets", secrets: fixedSecret(secret) }, "errand");

test("a token signed with the secret says who the user is, and until when", async () => {
  const { userId, expiresAt } = await bySecret(await sign("alice"));
  expect(userId).toBe("alice");
  expect(Math.abs(expiresAt - Date.now() - 3_600_000)).toBeLessThan(5_000);
});

test("[W1] any other token is refused", async () => {
  const claims = Buffer.from('{"sub":"alice","exp":9999999999}').toString("base64url");
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
  const good = await sign("alice");
  const [header = "", , signature = ""] = good.split(".");
  const pair = await generateKeyPair("RS256");
  const tokens = [
    "",
    "x.y.z",
    unsigned,
    `${header}.${claims}.${signature}`,
    await sign("alice", { key: new TextEncoder().encode("another secret of thirty-two bytes!!") }),
    await sign("alice", { alg: "HS512" }),
    await new SignJWT({ sub: "alice" })
      .setProtectedHeader({ alg: "RS256" })
      .setExpirationTime("1h")
      .sign(pair.privateKey),
    await sign("alice", { expiresAt: "-1s" }),
    await sign(undefined),
    await sign("not a user"),
    await sign("alice", { audience: "staging" }),
    await sign("alice", { audience: ["staging", "errand.example"] }),
    await new SignJWT({ sub: "alice" }).setProtectedHeader({ alg: "HS256" }).sign(key),
  ];
  for (const token of tokens) await expect(bySecret(token), token).rejects.toThrow("not valid");
});

test.each(["default", "sms", "tickets", "alice@example.com"])(
  "[O6] a token for %s is nobody's",
  async (sub) => {
    await expect(bySecret(await sign(sub))).rejects.toThrow("not valid");
  },
);

test("[W1] no token with a byte changed is believed (1,000 tries)", async () => {
  const good = await sign("alice");
  await fc.assert(
    fc.asyncProperty(
      fc.nat(good.length - 1),
      fc.constantFrom("A", "B", "Z", "a", "b", "z", "0", "1", "9", "-", "_", "."),
      async (at, other) => {
        const changed = `${good.slice(0, at)}${other}${good.slice(at + 1)}`;
        // The last character of a part carries bits that mean nothing: what decodes to the same is the same token.
        fc.pre(!isSameToken(changed, good));
        await expect(bySecret(changed)).rejects.toThrow("not valid");
      },
    ),
    { numRuns: 1_000 },
  );
});

function isSameToken(one: string, other: string): boolean {
  const decode = (token: string) => token.split(".").map((part) => Buffer.from(part, "base64url"));
  return JSON.stringify(decode(one)) === JSON.stringify(decode(other));
}

test("a token for this program is taken whether or not its aud says so", async () => {
  for (const audience of ["errand", ["other", "errand"]]) {
    expect((await bySecret(await sign("alice", { audience }))).userId).toBe("alice");
  }
});

test("[W6] of several secrets each verifies; a token of one that was removed is refused at once", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = path.join(folder, "secrets");
  const older = "an older secret of at least thirty-two bytes";
  await writeFile(file, `${secret}\n${older}\n`);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const secrets = await openSecretFile(file, logger);
  onTestFinished(() => secrets.close());
  const authenticate = createAuthenticate({ kind: "secrets", secrets }, "errand");
  const [ofOlder, ofNewer] = [
    await sign("alice", { key: new TextEncoder().encode(older) }),
    await sign("bob"),
  ];
  const [alice, bob] = [await authenticate(ofOlder), await authenticate(ofNewer)];

  const changed = new Promise<void>((resolve) => secrets.onChange(resolve));
  await writeFile(file, `${secret}\n`);
  await expect(authenticate(ofOlder)).rejects.toThrow("not valid");
  await changed;
  expect([await alice.holds(), await bob.holds()]).toEqual([false, true]);

  await writeFile(file, "too short\n");
  expect((await authenticate(ofNewer)).userId).toBe("bob");
});

test("a file of secrets that cannot be used stops the start, and shows nothing of itself", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const open = async (name: string) => openSecretFile(path.join(folder, name), logger);
  await writeFile(path.join(folder, "short"), `${secret}\nhunter2\n`);
  await writeFile(path.join(folder, "empty"), "\n");
  await expect(open("none")).rejects.toThrow("cannot be read (ENOENT)");
  await expect(open("empty")).rejects.toThrow("holds no secret");
  await expect(open("short")).rejects.toThrow("shorter secret in line 2");
  await expect(open("short")).rejects.not.toThrow("hunter2");
});

describe("keys of a JWKS", () => {
  async function serveKeys(...keys: readonly { kid: string; publicKey: CryptoKey }[]) {
    const shown = { keys: await Promise.all(keys.map(toJwk)), status: 200 };
    const server = createServer((_request, response) =>
      response.writeHead(shown.status).end(JSON.stringify({ keys: shown.keys })),
    ).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    return { shown, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json` };
  }
  const toJwk = async ({ kid, publicKey }: { kid: string; publicKey: CryptoKey }) => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: "ES256",
  });
  const tokenOf = async (by: CryptoKey, kid = "1", audience: string | undefined = "errand") => {
    const jwt = new SignJWT({ sub: "alice", ...(audience !== "" && { aud: audience }) });
    return jwt.setProtectedHeader({ alg: "ES256", kid }).setExpirationTime("1h").sign(by);
  };

  test("[W1] are believed, and no other; a token has to be meant for us", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const foreign = await generateKeyPair("ES256");
    const { url } = await serveKeys({ kid: "1", publicKey });
    const authenticate = createAuthenticate({ kind: "jwks", url }, "errand");
    expect((await authenticate(await tokenOf(privateKey))).userId).toBe("alice");
    for (const token of [
      await tokenOf(foreign.privateKey),
      await tokenOf(privateKey, "2"),
      await tokenOf(privateKey, "1", "staging"),
      await tokenOf(privateKey, "1", ""),
      await sign("alice"),
    ]) {
      await expect(authenticate(token), token).rejects.toMatchObject({ code: "ERR_FORBIDDEN" });
    }
  });

  test("[W6] one that was removed is refused once the kept copy is too old", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const next = await generateKeyPair("ES256");
    const { url, shown } = await serveKeys({ kid: "1", publicKey });
    const authenticate = createAuthenticate({ kind: "jwks", url, cacheMs: 0 }, "errand");
    const proof = await authenticate(await tokenOf(privateKey));
    shown.keys = [await toJwk({ kid: "2", publicKey: next.publicKey })];
    expect(await proof.holds()).toBe(false);
    expect((await authenticate(await tokenOf(next.privateKey, "2"))).userId).toBe("alice");
  });

  test("that cannot be had prove nothing to newcomers and take nothing from who is in", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const { url, shown } = await serveKeys({ kid: "1", publicKey });
    const authenticate = createAuthenticate({ kind: "jwks", url, cacheMs: 0 }, "errand");
    const token = await tokenOf(privateKey);
    const proof = await authenticate(token);
    shown.status = 500;
    await expect(authenticate(token)).rejects.toMatchObject({ code: "ERR_TOOL_UNAVAILABLE" });
    expect(await proof.holds()).toBe(true);
  });
});

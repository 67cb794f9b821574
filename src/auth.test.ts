import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey } from "jose";
import { expect, onTestFinished, test } from "vitest";

import { createAuthenticate } from "./auth.ts";

const secret = "a secret of at least thirty-two bytes";
const key = new TextEncoder().encode(secret);
const sign = (
  sub: string | undefined,
  more: { expiresAt?: string; alg?: string; key?: Uint8Array } = {},
): Promise<string> => {
  const jwt = new SignJWT({}).setProtectedHeader({ alg: more.alg ?? "HS256" });
  if (sub !== undefined) jwt.setSubject(sub);
  return jwt.setExpirationTime(more.expiresAt ?? "1h").sign(more.key ?? key);
};

test("a token signed with the secret says who the user is", async () => {
  const authenticate = createAuthenticate({ secret, jwksUrl: undefined });
  expect(await authenticate(await sign("alice"))).toBe("alice");
});

test("any other token is refused", async () => {
  const authenticate = createAuthenticate({ secret, jwksUrl: undefined });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"alice","exp":9999999999}').toString("base64url")}.`;
  const tokens = [
    "",
    "x.y.z",
    unsigned,
    await sign("alice", { key: new TextEncoder().encode("another secret of thirty-two bytes!!") }),
    await sign("alice", { expiresAt: "-1s" }),
    await sign(undefined),
    await sign("not a user"),
    await new SignJWT({ sub: "alice" }).setProtectedHeader({ alg: "HS256" }).sign(key),
  ];
  for (const token of tokens) await expect(authenticate(token), token).rejects.toThrow("not valid");
});

test("a token signed with a key of the JWKS is believed, and no other", async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const foreign = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };
  const server = createServer((_request, response) => response.end(JSON.stringify(jwks))).listen(
    0,
    "127.0.0.1",
  );
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const authenticate = createAuthenticate({ secret: undefined, jwksUrl });
  const token = async (by: CryptoKey): Promise<string> =>
    new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setSubject("alice")
      .setExpirationTime("1h")
      .sign(by);
  expect(await authenticate(await token(privateKey))).toBe("alice");
  await expect(authenticate(await token(foreign.privateKey))).rejects.toThrow("not valid");
  await expect(authenticate(await sign("alice"))).rejects.toThrow("not valid");
});

import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";

import type { Secrets } from "./secrets.ts";
import type { Proof } from "../domain/authentication.ts";
import { AssistantError } from "../domain/errors.ts";
import { UserId } from "../domain/ids.ts";

/** What checks tokens: the secrets of this program, or the public keys of somebody who signs in its stead. */
export type TokenKeys =
  | { readonly kind: "secrets"; readonly secrets: Secrets }
  | { readonly kind: "jwks"; readonly url: string; readonly cacheMs?: number };

/** Says whose token it is. @throws AssistantError: ERR_FORBIDDEN, ERR_TOOL_UNAVAILABLE where keys cannot be had. */
export type Authenticate = (token: string) => Promise<Proof>;

/** For so long a key that left the JWKS is still believed. */
const JWKS_CACHE_MS = 5 * 60_000;
const CLAIMS = { requiredClaims: ["sub", "exp"] };

/**
 * Checks JWTs (RFC 7519): the algorithm is ours to choose and not the token's, `sub` is the user, `exp` is required.
 * A token for another `aud` is refused; one without is believed where it is signed with our own secret, which nobody
 * else has, and refused where keys of others sign.
 */
export function createAuthenticate(keys: TokenKeys, audience: string): Authenticate {
  const verify =
    keys.kind === "secrets" ? bySecrets(keys.secrets, audience) : byJwks(keys, audience);

  async function read(token: string): Promise<{ userId: UserId; expiresAt: number }> {
    const { sub, exp } = await verify(token).catch((cause: unknown) => {
      throw isAboutToken(cause)
        ? new AssistantError("ERR_FORBIDDEN", "The token is not valid.", { cause })
        : new AssistantError("ERR_TOOL_UNAVAILABLE", "Tokens cannot be checked now.", { cause });
    });
    const userId = UserId.safeParse(sub).data;
    if (userId !== undefined && exp !== undefined) return { userId, expiresAt: exp * 1000 };
    throw new AssistantError("ERR_FORBIDDEN", "The token is not valid.");
  }

  return async (token) => ({
    ...(await read(token)),
    holds: async () => {
      try {
        await read(token);
        return true;
      } catch (cause) {
        return !(cause instanceof AssistantError && cause.code === "ERR_FORBIDDEN");
      }
    },
  });
}

type Verify = (token: string) => Promise<JWTPayload>;

function bySecrets(secrets: Secrets, audience: string): Verify {
  return async (token) => {
    let refusal: unknown = new errors.JWSSignatureVerificationFailed();
    for (const secret of await secrets.current()) {
      try {
        const key = new TextEncoder().encode(secret);
        const { payload } = await jwtVerify(token, key, { ...CLAIMS, algorithms: ["HS256"] });
        if (payload.aud === undefined || [payload.aud].flat().includes(audience)) return payload;
        refusal = new errors.JWTClaimValidationFailed("another audience", payload, "aud");
      } catch (cause) {
        refusal = cause;
      }
    }
    throw refusal;
  };
}

function byJwks(
  { url, cacheMs = JWKS_CACHE_MS }: TokenKeys & { kind: "jwks" },
  audience: string,
): Verify {
  const keys = createRemoteJWKSet(new URL(url), { cacheMaxAge: cacheMs });
  const options = { ...CLAIMS, audience, algorithms: ["RS256", "ES256", "EdDSA"] };
  return async (token) => (await jwtVerify(token, keys, options)).payload;
}

/** Whether a token was found wanting; otherwise its key could not be had, which says nothing of the token. */
function isAboutToken(cause: unknown): boolean {
  return (
    cause instanceof errors.JOSEError &&
    !(cause instanceof errors.JWKSTimeout || cause instanceof errors.JWKSInvalid) &&
    cause.code !== errors.JOSEError.code
  );
}

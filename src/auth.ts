import { createRemoteJWKSet, jwtVerify } from "jose";

import { AssistantError } from "./domain/errors.ts";
import { UserId } from "./domain/ids.ts";

/** Says whose token it is. @throws AssistantError ERR_FORBIDDEN for a token that is not valid now. */
export type Authenticate = (token: string) => Promise<UserId>;

/** Checks JWTs (RFC 7519): signed with HS256 by the shared secret, or by a key of the JWKS; `sub` is the user, `exp` is required. */
export function createAuthenticate({
  secret,
  jwksUrl,
}: {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
}): Authenticate {
  const key = secret === undefined ? undefined : new TextEncoder().encode(secret);
  const keys = jwksUrl === undefined ? undefined : createRemoteJWKSet(new URL(jwksUrl));
  return async (token) => {
    try {
      const { payload } =
        key === undefined
          ? await jwtVerify(token, keys ?? refuseAll, {
              requiredClaims: ["sub", "exp"],
              algorithms: ["RS256", "ES256", "EdDSA"],
            })
          : await jwtVerify(token, key, { requiredClaims: ["sub", "exp"], algorithms: ["HS256"] });
      return UserId.parse(payload.sub);
    } catch (cause) {
      throw new AssistantError("ERR_FORBIDDEN", "The token is not valid.", { cause });
    }
  };
}

const refuseAll = async (): Promise<never> => {
  throw new Error("No key to check tokens with.");
};

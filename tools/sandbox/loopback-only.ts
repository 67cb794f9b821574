import { BlockList } from "node:net";

import type { Context, Next } from "koa";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** What a proxy adds: its own caller is somebody else, wherever the proxy runs. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Lets in callers of this machine alone. One that comes by a proxy on this machine is none: whoever reaches the
 * sandbox's phone is any user, and the accounts behind may be real.
 */
export async function loopbackOnly(ctx: Context, next: Next): Promise<void> {
  const address = (ctx.req.socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/u, "");
  const family = address.includes(":") ? "ipv6" : "ipv4";
  const isForwarded = FORWARDED.some((header) => ctx.get(header) !== "");
  if (address !== "" && !isForwarded && loopback.check(address, family)) {
    await next();
    return;
  }
  ctx.status = 403;
  ctx.body = { error: { code: "forbidden", message: "The sandbox is for this machine only." } };
}

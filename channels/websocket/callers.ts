import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

import type { UserId } from "../../src/domain/ids.ts";

/** What one caller of another machine may take up; callers of this machine are not counted. */
export interface SocketLimits {
  readonly socketsPerUser: number;
  readonly socketsPerAddress: number;
  /** Frames of one user, on all of their sockets together. */
  readonly messagesPerMinute: number;
}

/** Where a connection comes from. */
export interface Caller {
  readonly address: string;
  /** On this machine, and not by way of a proxy. */
  readonly isLocal: boolean;
}

/** How fast frames may come. */
export interface Pace {
  readonly perMinute: number;
  /** How long until the next frame is allowed; 0 where it is now, and then it is counted. */
  untilAllowed(): Promise<number>;
}

/** Decides who may open one more socket, and how fast they may talk. */
export interface Callers {
  callerOf(request: IncomingMessage): Caller;
  /** Takes a place for one socket; undefined where the user or the address has no place left. Answers what gives it back. */
  admit(caller: Caller, userId: UserId | undefined): (() => void) | undefined;
  paceOf(caller: Caller, userId: UserId | undefined): Pace;
}

const DEFAULTS: SocketLimits = {
  socketsPerUser: 5,
  socketsPerAddress: 20,
  messagesPerMinute: 100,
};
/** For one socket of this machine: tests and scripts talk fast, but nothing may talk without end. */
const LOCAL_FRAMES_PER_MINUTE = 1_200;

/**
 * Counts sockets and frames by user and by address. What a trusted proxy says of whom it speaks for is believed: this
 * machine's own, and those listed in `trustedProxies` (addresses or networks such as 10.0.0.0/8).
 */
export function createCallers(
  given: Partial<SocketLimits> = {},
  trustedProxies: readonly string[] = [],
): Callers {
  const limits = { ...DEFAULTS, ...given };
  const loopback = toBlockList(["127.0.0.0/8", "::1"]);
  const proxies = toBlockList(["127.0.0.0/8", "::1", ...trustedProxies]);
  const sockets = new Map<string, number>();
  const perUser = new RateLimiterMemory({ points: limits.messagesPerMinute, duration: 60 });

  const isFull = (key: string, most: number): boolean => (sockets.get(key) ?? 0) >= most;
  const add = (key: string, change: 1 | -1): void => {
    const count = (sockets.get(key) ?? 0) + change;
    if (count > 0) sockets.set(key, count);
    else sockets.delete(key);
  };

  return {
    callerOf(request) {
      const peer = toPlain(request.socket.remoteAddress ?? "");
      const said = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
      const way = [...said.map((part) => toPlain(part.trim())).filter((part) => isIP(part)), peer];
      const address = way.findLast((part) => !isIn(proxies, part)) ?? way[0] ?? peer;
      return { address, isLocal: isIn(loopback, address) };
    },
    admit(caller, userId) {
      if (caller.isLocal) return () => undefined;
      const address = `address ${caller.address}`;
      const user = userId === undefined ? undefined : `user ${userId}`;
      if (isFull(address, limits.socketsPerAddress)) return undefined;
      if (user !== undefined && isFull(user, limits.socketsPerUser)) return undefined;
      const taken = user === undefined ? [address] : [address, user];
      for (const key of taken) add(key, 1);
      return () => {
        for (const key of taken.splice(0)) add(key, -1);
      };
    },
    paceOf(caller, userId) {
      if (!caller.isLocal) return toPace(perUser, userId ?? caller.address);
      const own = new RateLimiterMemory({ points: LOCAL_FRAMES_PER_MINUTE, duration: 60 });
      return toPace(own, "frames");
    },
  };
}

function toPace(limiter: RateLimiterMemory, key: string): Pace {
  return {
    perMinute: limiter.points,
    async untilAllowed() {
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
        throw refusal;
      }
    },
  };
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** IPv4 as such, also where the system gives it as an IPv6 address. */
function toPlain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/u, "");
}

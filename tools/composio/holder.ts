import pRetry from "p-retry";
import { z } from "zod";

import type { Service } from "../../src/domain/service.ts";
import type { Holder } from "../../src/domain/tool.ts";
import type { ProviderCall } from "../provider.ts";

type Read = Pick<ProviderCall, "service" | "slug" | "args">;

/** A token that was just given may be refused for a while. */
const RETRIES = 3;
const FIRST_RETRY_MS = 400;

const Profile = z.object({ emailAddress: z.email() });
const Calendars = z.object({
  calendars: z.array(z.looseObject({ id: z.string(), primary: z.boolean().optional() })),
});
const Person = z.object({
  emailAddresses: z.array(
    z.object({
      value: z.email(),
      metadata: z.looseObject({ primary: z.boolean().optional() }).optional(),
    }),
  ),
});

/** Where each service says whose it is. Composio keeps no address, and Tasks has none to tell. */
const READS: Readonly<
  Record<
    Service,
    | {
        readonly slug: string;
        readonly args: Read["args"];
        readonly read: (data: unknown) => string | undefined;
      }
    | undefined
  >
> = {
  gmail: {
    slug: "GMAIL_GET_PROFILE",
    args: {},
    read: (data) => Profile.parse(data).emailAddress,
  },
  calendar: {
    slug: "GOOGLECALENDAR_LIST_CALENDARS",
    args: { max_results: 250 },
    read: (data) => Calendars.parse(data).calendars.find(({ primary }) => primary === true)?.id,
  },
  contacts: {
    slug: "GOOGLECONTACTS_GET_PERSON",
    args: { resourceName: "people/me", personFields: "emailAddresses" },
    read(data) {
      const { emailAddresses: all } = Person.parse(data);
      return (all.find(({ metadata }) => metadata?.primary === true) ?? all[0])?.value;
    },
  },
  tasks: undefined,
};

/** Asks the provider whose account it is. Never throws. */
export async function holderOf(
  service: Service,
  post: (call: Read) => Promise<unknown>,
): Promise<Holder> {
  const way = READS[service];
  if (way === undefined) return { kind: "untold" };
  const { slug, args, read } = way;
  try {
    const address = await pRetry(async () => read(await post({ service, slug, args })), {
      retries: RETRIES,
      minTimeout: FIRST_RETRY_MS,
    });
    return address === undefined ? { kind: "unknown" } : { kind: "address", address };
  } catch {
    return { kind: "unknown" };
  }
}

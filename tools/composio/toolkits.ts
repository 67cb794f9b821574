import type { Service } from "../../src/domain/service.ts";

interface Toolkit {
  /** Composio's name for the service. */
  readonly slug: string;
  /** Which version of its tools is called: what they take and answer changes between versions. */
  readonly version: string;
}

/** How Composio names the Google services. */
export const TOOLKITS: Readonly<Record<Service, Toolkit>> = {
  calendar: { slug: "googlecalendar", version: "20260721_00" },
  gmail: { slug: "gmail", version: "20260721_00" },
  // No version of these two has been recorded live.
  tasks: { slug: "googletasks", version: "latest" },
  contacts: { slug: "googlecontacts", version: "latest" },
};

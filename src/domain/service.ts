import { z } from "zod";

/** The Google services a user connects one by one. */
export const Service = z.enum(["calendar", "gmail", "tasks", "contacts"]);
export type Service = z.infer<typeof Service>;

/** How each service is called in a sentence. */
export const SERVICE_TITLES: Readonly<Record<Service, string>> = {
  calendar: "Google Calendar",
  gmail: "Gmail",
  tasks: "Google Tasks",
  contacts: "Google Contacts",
};

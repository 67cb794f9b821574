import type { Service } from "../../../src/domain/service.ts";

/** How each service is called on a button. */
export const SERVICE_TITLES: Readonly<Record<Service, string>> = {
  calendar: "Google Calendar",
  gmail: "Gmail",
  tasks: "Google Tasks",
  contacts: "Google Contacts",
};

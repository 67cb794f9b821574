import { putWorkspace, workspaceOf } from "./client.ts";
import type { GoogleEvent, Workspace } from "./client.ts";

let users = 0;

/** A user of their own for each test, everything connected unless told otherwise; answers their id. */
export async function addUser(url: string, workspace: Partial<Workspace> = {}): Promise<string> {
  const userId = `user${++users}`;
  const email = `${userId}@example.com`;
  const answer = await putWorkspace(url, {
    userId,
    email,
    timezone: "America/Los_Angeles",
    ...workspace,
  });
  if (!answer.ok) throw new Error(`The sandbox took no workspace: ${await answer.text()}`);
  return userId;
}

/** Somebody in the user's contacts, as Google keeps them. */
export function contactOf(name: string, email: string): NonNullable<Workspace["contacts"]>[number] {
  const [givenName = "", familyName = ""] = name.split(" ");
  return {
    names: [{ displayName: name, givenName, familyName }],
    emailAddresses: [{ value: email }],
  };
}

/** What is in a user's calendar now. */
export async function eventsOf(url: string, userId: string): Promise<readonly GoogleEvent[]> {
  return (await workspaceOf(url, userId)).calendar?.events ?? [];
}

import { randomBytes } from "node:crypto";

import type { StoredEvent } from "../calendar/event.ts";
import type { Person } from "../contacts/person.ts";
import type { Label, StoredMessage } from "../gmail/message.ts";
import type { StoredTask, TaskList } from "../tasks/task.ts";
import { createCollection } from "./collection.ts";
import type { Collection } from "./collection.ts";
import type { Account, AuthConfig, Connections, Link } from "./connections.ts";
import { openDatabase } from "./database.ts";
import { unknownProfile } from "./profile.ts";
import type { Profile } from "./profile.ts";
import type { Workspace } from "./workspace.ts";

/** Everybody's workspaces and grants: worked on in memory, kept on disk. */
export interface Store extends Connections {
  /** The key that callers of the Composio API must show; stays the same. */
  readonly apiKey: string;
  /** Which document the workspaces began from; undefined before there was one. */
  readonly origin: Collection<Origin>;
  /** A user's workspace; an empty one, stored with its first resource, where the user is not known. */
  workspace(userId: string): Workspace;
  /** The known user with this address. */
  byEmail(email: string): Workspace | undefined;
  all(): Workspace[];
  /** Replaces who the user is, or makes the user known. */
  putProfile(profile: Profile): Workspace;
  /** Forgets every user and grant. */
  clear(): void;
  /** Everything written by `work` is kept, or, where it throws, none of it. */
  transact<T>(work: () => T): T;
  close(): void;
}

export interface Origin {
  readonly name: string;
}

const GLOBAL = "";

/** Opens the stored workspaces, or none where the file is new. */
export function openStore(file: string): Store {
  const database = openDatabase(file);
  const rows = new Map<string, unknown[]>();
  for (const { owner, kind, body } of database.rows()) {
    const key = `${owner}\n${kind}`;
    const list = rows.get(key) ?? [];
    list.push(JSON.parse(body));
    rows.set(key, list);
  }

  const collect = <T>(
    owner: string,
    kind: string,
    idOf: (value: T) => string,
    beforeWrite?: () => void,
  ): Collection<T> =>
    createCollection(
      idOf,
      // Only this program writes the file, and only values of these types.
      (rows.get(`${owner}\n${kind}`) ?? []) as T[],
      (id, value, undo) =>
        database.transact(() => {
          database.write(
            { owner, kind, id, body: value === undefined ? undefined : JSON.stringify(value) },
            undo,
          );
          beforeWrite?.();
        }),
    );

  const profiles = collect<Profile>(GLOBAL, "profile", ({ userId }) => userId);
  const accounts = collect<Account>(GLOBAL, "account", ({ id }) => id);
  const authConfigs = collect<AuthConfig>(GLOBAL, "authConfig", ({ id }) => id);
  const links = collect<Link>(GLOBAL, "link", ({ token }) => token);
  const origin = collect<Origin>(GLOBAL, "origin", () => "origin");
  const keys = collect<{ readonly key: string }>(GLOBAL, "apiKey", () => "apiKey");
  if (keys.size === 0) keys.put({ key: `ak_sandbox_${randomBytes(12).toString("hex")}` });

  const workspaces = new Map<string, Workspace>();
  const open = (profile: Profile): Workspace => {
    const { userId } = profile;
    const become = () => {
      if (profiles.get(userId) !== undefined) return;
      workspaces.set(userId, workspace);
      profiles.put(profile);
    };
    const own = <T>(kind: string, idOf: (value: T) => string) =>
      collect<T>(userId, kind, idOf, become);
    const workspace: Workspace = {
      get profile() {
        return profiles.get(userId) ?? profile;
      },
      events: own<StoredEvent>("event", ({ id }) => id),
      messages: own<StoredMessage>("message", ({ id }) => id),
      labels: own<Label>("label", ({ id }) => id),
      taskLists: own<TaskList>("taskList", ({ id }) => id),
      tasks: own<StoredTask>("task", ({ task }) => task.id),
      contacts: own<Person>("contact", ({ resourceName }) => resourceName),
      otherContacts: own<Person>("otherContact", ({ resourceName }) => resourceName),
    };
    return workspace;
  };
  for (const profile of profiles.values()) workspaces.set(profile.userId, open(profile));
  rows.clear();

  const known = (userId: string) =>
    profiles.get(userId) === undefined ? undefined : workspaces.get(userId);
  const all = () => [...profiles.values()].flatMap(({ userId }) => known(userId) ?? []);
  return {
    apiKey: keys.get("apiKey")?.key ?? "",
    accounts,
    authConfigs,
    links,
    origin,
    workspace: (userId) => known(userId) ?? open(unknownProfile(userId)),
    byEmail: (email) => all().find(({ profile }) => profile.email === email.toLowerCase()),
    all,
    putProfile(profile) {
      const workspace = known(profile.userId) ?? open(profile);
      workspaces.set(profile.userId, workspace);
      profiles.put(profile);
      return workspace;
    },
    clear() {
      database.transact(() => {
        for (const { profile: _profile, ...collections } of all()) {
          for (const each of Object.values(collections)) each.clear();
        }
        for (const each of [accounts, links, profiles]) each.clear();
      });
    },
    transact: (work) => database.transact(work),
    close: () => database.close(),
  };
}

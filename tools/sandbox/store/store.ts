import { randomBytes } from "node:crypto";

import type { StoredEvent } from "../calendar/event.ts";
import type { Person } from "../contacts/person.ts";
import type { Label, StoredMessage } from "../gmail/message.ts";
import type { StoredTask, TaskList } from "../tasks/task.ts";
import { SandboxDataError } from "../data-error.ts";
import type { PlannedFault } from "../faults.ts";
import { createCollection } from "./collection.ts";
import type { Collection, KeptCollection } from "./collection.ts";
import type { Account, AuthConfig, Connections, Link } from "./connections.ts";
import type { Change, Database } from "./database.ts";
import { unknownProfile } from "./profile.ts";
import type { Profile } from "./profile.ts";
import type { Workspace } from "./workspace.ts";

/** Everybody's workspaces and grants: worked on in memory, in transactions, and kept in a database. */
export interface Store extends Connections {
  /** The key that callers of the Composio API must show; stays the same. */
  readonly apiKey: string;
  /** Which document the workspaces began from; undefined before there was one. */
  readonly origin: Collection<Origin>;
  /** Failures to come, in the order in which they were asked for. */
  readonly faults: Collection<PlannedFault>;
  /** A user's workspace; an empty one, stored with its first resource, where the user is not known. */
  workspace(userId: string): Workspace;
  /** The known user with this address. */
  byEmail(email: string): Workspace | undefined;
  all(): Workspace[];
  /** Replaces who the user is, or makes the user known. */
  putProfile(profile: Profile): Workspace;
  /** Forgets every user and grant. */
  clear(): void;
  /** One piece of work: see `Database`. What is read outside is what this process last saw. */
  transact<T>(work: () => T): Promise<T>;
  /** A part of a transaction of which, where it throws, nothing remains. */
  attempt<T>(work: () => T): T;
  close(): void;
}

export interface Origin {
  readonly name: string;
}

const EVERYBODYS = "";

/** A user's workspace, and its collections by kind. */
interface Owned {
  readonly workspace: Workspace;
  readonly collections: ReadonlyMap<string, KeptCollection<unknown>>;
}

/** Opens the workspaces that a database keeps, or none where it is new. @throws SandboxDataError */
export async function openStore(database: Database): Promise<Store> {
  const collect = <T>(
    collections: Map<string, KeptCollection<unknown>>,
    owner: string,
    kind: string,
    idOf: (value: T) => string,
    onWrite?: () => void,
  ): Collection<T> => {
    const name = { owner, kind };
    const collection = createCollection(idOf, {
      read: () => database.read(name),
      write(id, value, undo) {
        const body = value === undefined ? undefined : JSON.stringify(value);
        database.write({ collection: name, id, body }, undo);
        onWrite?.();
      },
    });
    collections.set(kind, collection);
    return collection;
  };

  const shared = new Map<string, KeptCollection<unknown>>();
  const share = <T>(kind: string, idOf: (value: T) => string) =>
    collect(shared, EVERYBODYS, kind, idOf);
  const profiles = share<Profile>("profile", ({ userId }) => userId);
  const accounts = share<Account>("account", ({ id }) => id);
  const authConfigs = share<AuthConfig>("authConfig", ({ id }) => id);
  const links = share<Link>("link", ({ token }) => token);
  const origin = share<Origin>("origin", () => "origin");
  const faults = share<PlannedFault>("fault", ({ id }) => id);
  const keys = share<{ readonly key: string }>("apiKey", () => "apiKey");

  const owned = new Map<string, Owned>();
  const open = (profile: Profile): Owned => {
    const { userId } = profile;
    const collections = new Map<string, KeptCollection<unknown>>();
    const become = () => {
      if (profiles.get(userId) !== undefined) return;
      owned.set(userId, opened);
      profiles.put(profile);
    };
    const own = <T>(kind: string, idOf: (value: T) => string) =>
      collect(collections, userId, kind, idOf, become);
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
    const opened = { workspace, collections };
    return opened;
  };
  const ofOwner = (owner: string): Owned => {
    const found = owned.get(owner) ?? open(unknownProfile(owner));
    owned.set(owner, found);
    return found;
  };

  const take = ({ collection: { owner, kind }, id, body }: Change): void => {
    const collections = owner === EVERYBODYS ? shared : ofOwner(owner).collections;
    const collection = collections.get(kind);
    if (collection === undefined) throw new TypeError("there are no such things");
    collection.take(id, body === undefined ? undefined : JSON.parse(body));
  };
  database.follow({
    apply(change) {
      try {
        take(change);
      } catch (cause) {
        const { owner, kind } = change.collection;
        const which = `"${kind}" "${change.id}" of "${owner}"`;
        throw new SandboxDataError(`${which} is nothing that this program keeps`, { cause });
      }
    },
    clear() {
      for (const each of shared.values()) each.forget();
      owned.clear();
    },
  });

  const apiKey = await database.transact(() => {
    const kept = keys.get("apiKey");
    if (kept !== undefined) return kept.key;
    const key = `ak_sandbox_${randomBytes(12).toString("hex")}`;
    keys.put({ key });
    return key;
  });

  const known = (userId: string) =>
    profiles.get(userId) === undefined ? undefined : ofOwner(userId).workspace;
  const all = () => [...profiles.values()].map(({ userId }) => ofOwner(userId).workspace);
  return {
    apiKey,
    accounts,
    authConfigs,
    links,
    origin,
    faults,
    workspace: (userId) => known(userId) ?? open(unknownProfile(userId)).workspace,
    byEmail: (email) => all().find(({ profile }) => profile.email === email.toLowerCase()),
    all,
    putProfile(profile) {
      const { workspace } = ofOwner(profile.userId);
      profiles.put(profile);
      return workspace;
    },
    clear() {
      for (const { profile: _profile, ...collections } of all()) {
        for (const each of Object.values(collections)) each.clear();
      }
      for (const each of [accounts, links, profiles]) each.clear();
    },
    transact: (work) => database.transact(work),
    attempt: (work) => database.attempt(work),
    close: () => database.close(),
  };
}

import type { StoredEvent } from "../calendar/event.ts";
import type { Person } from "../contacts/person.ts";
import type { Label, StoredMessage } from "../gmail/message.ts";
import type { StoredTask, TaskList } from "../tasks/task.ts";
import type { Collection } from "./collection.ts";
import type { Profile } from "./profile.ts";

/** All that one user has with Google. */
export interface Workspace {
  readonly profile: Profile;
  /** Single events, series, and changed or cancelled instances of series. Deleted ones stay, `cancelled`. */
  readonly events: Collection<StoredEvent>;
  readonly messages: Collection<StoredMessage>;
  /** The user's own labels: Gmail's are not stored. */
  readonly labels: Collection<Label>;
  readonly taskLists: Collection<TaskList>;
  readonly tasks: Collection<StoredTask>;
  readonly contacts: Collection<Person>;
  /** Whom Google noted by itself because the user had to do with them. */
  readonly otherContacts: Collection<Person>;
}

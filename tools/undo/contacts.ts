import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Contact } from "../../src/domain/resources.ts";
import { reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ contact: Contact });

export const contactsReversals: Readonly<Record<string, Reversal>> = {
  contacts_create: {
    undo({ output }) {
      const { contact } = Output.parse(output);
      return reversible({ tool: "contacts_delete", args: { resourceName: mention(contact) } });
    },
  },
};

function mention({ resourceName, name }: Contact): Json {
  return { $entity: name.slice(0, 200) || "the contact", type: "contact", id: resourceName };
}

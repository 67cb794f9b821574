import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Contact } from "../../src/domain/resources.ts";
import { peopleCalled, wholePerson } from "../contact-merging.ts";
import type { CallProvider } from "../definition.ts";
import { fieldsOf, FormerContact } from "../put-back/contacts.ts";
import { argsOf, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ contact: Contact });
const MergedOutput = Output.extend({ deleted: z.array(Contact) });
const Former = z.array(FormerContact);

async function lookAt(
  resourceNames: readonly string[],
  provider: CallProvider,
): Promise<z.infer<typeof Former>> {
  return await Promise.all(
    resourceNames.map(async (resourceName) => ({
      resourceName,
      fields: fieldsOf(await wholePerson(provider, resourceName)),
    })),
  );
}

/** The contact becomes what it was; one that was deleted is a new entry. */
const putBack: Reversal = {
  before: ({ resourceName }, provider) => lookAt([z.string().parse(resourceName)], provider),
  undo: ({ before }) => reversible(...Former.parse(before).map(toCall)),
};

/** Of those that were merged, the one that stayed becomes what it was, and the others are made again. */
const parted = (before: NonNullable<Reversal["before"]>): Reversal => ({
  before,
  undo({ before: found, output }) {
    const { contact, deleted } = MergedOutput.parse(output);
    const touched = new Set([contact, ...deleted].map(({ resourceName }) => resourceName));
    const former = Former.parse(found).filter(({ resourceName }) => touched.has(resourceName));
    return reversible(...former.map(toCall));
  },
});

export const contactsReversals: Readonly<Record<string, Reversal>> = {
  contacts_create: {
    undo({ output }) {
      const { contact } = Output.parse(output);
      return reversible({ tool: "contacts_delete", args: { resourceName: mention(contact) } });
    },
  },
  contacts_update: putBack,
  contacts_delete: putBack,
  contacts_merge: parted(({ resourceName, otherResourceName }, provider) =>
    lookAt(z.array(z.string()).parse([resourceName, otherResourceName]), provider),
  ),
  contacts_merge_duplicates: parted(async ({ name }, provider) => {
    const people = await peopleCalled(provider, z.string().parse(name));
    return await lookAt(
      people.map(({ resourceName }) => resourceName),
      provider,
    );
  }),
};

function toCall(former: z.infer<typeof FormerContact>) {
  return { tool: "contacts_put_back", args: argsOf(former) };
}

function mention({ resourceName, name }: Contact): Json {
  return { $entity: name.slice(0, 200) || "the contact", type: "contact", id: resourceName };
}

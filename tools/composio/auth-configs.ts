import type { Service } from "../../src/domain/service.ts";
import type { ComposioClient } from "./client.ts";
import { toRequestError } from "./errors.ts";
import { TOOLKITS } from "./toolkits.ts";

/** Answers which auth config links to a service are made with; one that Composio manages is made where there is none. */
export function createAuthConfigs(
  client: () => Promise<ComposioClient>,
): (service: Service) => Promise<string> {
  const remembered = new Map<Service, Promise<string>>();

  async function findOrMake(service: Service): Promise<string> {
    const { authConfigs } = await client();
    const { slug } = TOOLKITS[service];
    const { items } = await authConfigs.list({ toolkit_slug: slug });
    const enabled = items.find(({ status }) => status === "ENABLED");
    if (enabled !== undefined) return enabled.id;
    const made = await authConfigs.create({
      toolkit: { slug },
      auth_config: { type: "use_composio_managed_auth", name: slug },
    });
    return made.auth_config.id;
  }

  return (service) => {
    const known =
      remembered.get(service) ??
      findOrMake(service).catch((cause: unknown) => {
        remembered.delete(service);
        throw toRequestError(cause, service);
      });
    remembered.set(service, known);
    return known;
  };
}

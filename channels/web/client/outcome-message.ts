import { html } from "htm/preact";
import type { VNode } from "preact";

import type { OutcomeData } from "./frames.ts";
import { toLink } from "./links.ts";
import { SERVICE_TITLES } from "./service-titles.ts";

/** What came of a command. */
export function OutcomeMessage({ outcome }: { readonly outcome: OutcomeData }): VNode {
  const { status, message, service, authUrl } = outcome;
  const link = status === "auth_required" ? toLink(authUrl) : undefined;
  return html`
    <div class="bubble theirs" data-status=${status}>
      <span class="unseen">Errand: </span>${message}
    </div>
    ${
      link !== undefined &&
      service !== undefined &&
      html`<a class="button primary" href=${link} target="_blank" rel="noopener noreferrer">
        Connect ${SERVICE_TITLES[service]}
      </a>`
    }
  `;
}

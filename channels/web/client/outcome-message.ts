import { html } from "htm/preact";
import type { VNode } from "preact";

import type { OutcomeData } from "./frames.ts";
import { toLink } from "./links.ts";
import { SERVICE_TITLES } from "./service-titles.ts";
import { control } from "./session.ts";

const READS = /_(?:list|get|find|search|read)(?:_|$)/u;

interface OutcomeMessageProps {
  readonly outcome: OutcomeData;
  readonly isLast: boolean;
}

/** What came of a command; the last one can be taken back where it changed something. */
export function OutcomeMessage({ outcome, isLast }: OutcomeMessageProps): VNode {
  const { status, message, results = [], service, authUrl } = outcome;
  const link = status === "auth_required" ? toLink(authUrl) : undefined;
  const didWrite = results.some((result) => result.status === "done" && !READS.test(result.tool));
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
    ${
      isLast &&
      didWrite &&
      html`<button type="button" class="link" onClick=${() => control("undo")}>Undo</button>`
    }
  `;
}

import { GoogleEvent } from "./calendar-event.ts";
import type { CallProvider } from "./definition.ts";
import { compact, nextPageToken, readList, readPages } from "./provider-data.ts";

const PAGE_SIZE = 250;

/** Every event in a window of one calendar, cancelled ones left out. */
export async function listEvents(
  provider: CallProvider,
  query: Record<string, unknown>,
  limit: number,
): Promise<GoogleEvent[]> {
  return readPages(limit, async (pageToken) => {
    const data = await provider(
      "GOOGLECALENDAR_EVENTS_LIST",
      compact({
        singleEvents: true,
        orderBy: "startTime",
        maxResults: Math.min(limit, PAGE_SIZE),
        pageToken,
        ...query,
      }),
    );
    const items = readList(GoogleEvent, data, ["items", "events"]);
    return {
      items: items.filter(({ status }) => status !== "cancelled"),
      next: nextPageToken(data),
    };
  });
}

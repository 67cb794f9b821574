import type { Built } from "../draft.ts";

const PRODUCT = "(?:google\\s+)?(?:meet|hangouts?|video)";
const KIND = "(?:\\s+(?:call|chat|conference|conferencing|meeting))?";

/** "with a video link", "on Google Meet", "and add a Meet link": how people meet, beside what it is. */
const BY_VIDEO = new RegExp(
  `[,\\s]+(?:and\\s+)?(?:(?:with|including|plus|add|include|attach)\\s+(?:a\\s+|an\\s+|the\\s+)?${PRODUCT}${KIND}\\s+(?:link|url|room)|(?:on|over|via|by|using)\\s+(?:google\\s+meet|a?\\s*video(?:\\s+(?:call|chat|conference))?))(?=[\\s,.!?]|$)`,
  "iu",
);
/** An event that is a video call by its name. */
const VIDEO_EVENT = /\b(?:video|google meet)\s+(?:call|chat|conference|meeting)\b/iu;

/** What is left of a command when how people meet is cut out; the whole of it where that is in the event's name. */
export function cutVideoLink(text: string): string | undefined {
  if (BY_VIDEO.test(text)) return text.replace(BY_VIDEO, "").trim();
  return VIDEO_EVENT.test(text) ? text : undefined;
}

/** The plan of such a command with the link; undefined where it makes no event. */
export function withVideoLink(built: Built | undefined): Built | undefined {
  if (built === undefined || built.kind === "refuse") return undefined;
  if (built.kind === "clarify") return built;
  const made = built.steps.filter(({ tool }) => tool === "calendar_create_event");
  const [step] = made;
  if (step === undefined || made.length > 1) return undefined;
  step.args["videoLink"] = true;
  return built;
}

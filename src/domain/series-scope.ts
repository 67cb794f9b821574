import { z } from "zod";

/** How much of a recurring event is meant, counted from one of its instances. */
export const SeriesScope = z.enum(["this", "following", "all"]);
export type SeriesScope = z.infer<typeof SeriesScope>;

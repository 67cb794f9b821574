/** Stands in a clause for one thing that was pointed at. */
export const STAND_IN = "\uE800";

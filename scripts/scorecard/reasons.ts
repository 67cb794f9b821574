/** Why a check is not run at all, by its id. One that a test names as well is a fault of this list. */
export const NOT_RUN: Readonly<Record<string, string>> = {};

/** What the tests of a check that passes leave open, by its id. */
export const LEFT_OPEN: Readonly<Record<string, string>> = {};

/** False without `strictNullChecks`, because every type then accepts `undefined`. */
export type TellsNull = undefined extends string ? false : true;

/** The number below each of 0 to 7, or never below 0. Counts the levels that a recursive type can still enter. */
export type Deeper = [never, 0, 1, 2, 3, 4, 5, 6];

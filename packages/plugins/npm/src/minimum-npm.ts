/** The first npm with trusted publishing. */
export const minimumNpm = "11.5.1";

import { Presses } from "./presses";

const presses = new Presses(window);

/**
 * Does something that moves what is on the page once no pointer is pressed. In the middle of a press, what is pressed
 * would move away from under it, and the click would be lost.
 */
export const afterPress = (act: () => void): void => presses.after(act);

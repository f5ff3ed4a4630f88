import styles from "./KeyHint.module.css";
import { keyCap, onApple } from "./keys";

type Props = {
  keys: string; // "c", "mod+k", "enter"
  plain?: boolean; // on a coloured ground
};

/** The key that does what stands beside it. It is no part of a button's name: give the button aria-keyshortcuts. */
export function KeyHint({ keys, plain = false }: Props) {
  const classes = [styles.key, styles.hint, plain && styles.plain].filter(Boolean).join(" ");
  return (
    <span aria-hidden="true" className={classes}>
      {keyCap(keys, onApple)}
    </span>
  );
}

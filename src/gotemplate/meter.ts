// Knows how much one rendering may still do: steps, and characters or items made. Does not know what the work is.

let left = Number.POSITIVE_INFINITY;
let allowed = Number.POSITIVE_INFINITY;

/** What `charge` throws when there is nothing left. */
export class LimitReached extends Error {}

/** Run with a limit; a run inside a run shares what is left. */
export function metered<T>(limit: number, run: () => T): T {
  const before = { left, allowed };
  left = Math.min(left, limit);
  allowed = Math.min(allowed, limit);
  const start = left;
  try {
    return run();
  } finally {
    const used = start - left;
    left = before.left - used;
    allowed = before.allowed;
  }
}

/** What is left. */
export function remaining(): number {
  return left;
}

/** What an item made, printed or escaped costs: in time and memory about as much as that many characters. */
export const ITEM_COST = 8;

/** Take that much from what is left. */
export function charge(amount: number): void {
  left -= amount;
  if (!(left >= 0)) throw new LimitReached(`exceeded the limit of ${allowed} steps and characters`);
}

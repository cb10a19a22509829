// Knows whether anything is remembered from one document to the next, and how much. What is remembered never changes a result: with
// nothing remembered all is worked out anew, and a test compares the two.

/** The switch: off, everything takes the plain path. `counts` tell tests how often work was really done. */
export const memory: {
  isOn: boolean;
  /** How many documents come before shapes are looked for: for a few it is not worth the trouble. */
  patience: number;
  readonly counts: Record<Work, number>;
  /** Told of each function that a template calls, where somebody follows values through it. */
  onCall: ((name: string, values: readonly unknown[]) => void) | undefined;
} = {
  isOn: true,
  patience: 24,
  counts: { parses: 0, compilations: 0, patterns: 0 },
  onCall: undefined,
};

/** Work that a test counts: texts read token by token, templates compiled, documents put together from a pattern. */
export type Work = 'parses' | 'compilations' | 'patterns';

// An object that was never asked for its identity is told apart at once.
const shared = new WeakSet<object>();

/** Marks a value that many documents will have in common: work on it is worth remembering. */
export function share<T>(value: T): T {
  if (typeof value === 'object' && value !== null) shared.add(value);
  return value;
}

/** Whether a value was marked so. */
export function isShared(value: object): boolean {
  return shared.has(value);
}

/** A map that forgets everything when it has grown to a weight. */
export class Remembered<T> {
  readonly #limit: number;
  #known = new Map<string, T>();
  #weight = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  /** Remembers what weighs so much. */
  set(key: string, value: T, weight = 1): void {
    this.#weight += weight;
    if (this.#weight > this.#limit) {
      this.#known = new Map();
      this.#weight = weight;
    }
    this.#known.set(key, value);
  }
}

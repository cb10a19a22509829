// Knows how far a long run is, and says so on a terminal. Does not know what is done.
import type { Report } from '../report.ts';
import type { Input } from './inputs.ts';

/** A run under way. */
export interface Progress {
  /** The inputs, each telling of what is read of it. */
  readonly inputs: readonly Input[];
  /** To be called often: says something now and then. */
  readonly tell: () => void;
  /** An input was done, however it was read. */
  readonly passed: (input: Input) => void;
  /** Takes the line off the terminal. */
  readonly end: () => void;
}

/** What it needs of a terminal, and of a clock. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
  readonly now?: () => number;
}

const FIRST_AFTER = 2000;
const EVERY = 500;

/** Starts the clock. Nothing is said where nobody looks, or in the first two seconds. */
export function startProgress(given: readonly Input[], report: Report, terminal: Terminal, isQuiet: boolean): Progress {
  const { now = Date.now } = terminal;
  const start = now();
  const state: State = { read: 0, counted: new Map(), shown: start + FIRST_AFTER - EVERY, isShown: false };
  const inputs = given.map((input) => counting(input, state));
  const isSilent = isQuiet || !terminal.isTTY;
  const total = given.every(({ size }) => size !== undefined)
    ? given.reduce((sum, { size = 0 }) => sum + size, 0)
    : undefined;
  return {
    inputs,
    tell: () => {
      if (isSilent || now() - state.shown < EVERY) return;
      state.shown = now();
      state.isShown = true;
      terminal.write(`\r${lineOf(report, state.read, total, now() - start)}\u001b[K`);
    },
    passed: (input) => {
      const missing = (input.size ?? 0) - (state.counted.get(input) ?? 0);
      if (missing > 0) state.read += missing;
    },
    end: () => {
      if (state.isShown) terminal.write('\r\u001b[K');
    },
  };
}

interface State {
  read: number;
  readonly counted: Map<Input, number>;
  shown: number;
  isShown: boolean;
}

function counting(input: Input, state: State): Input {
  const counted: Input = {
    ...input,
    async *open() {
      for await (const chunk of input.open()) {
        state.read += chunk.length;
        state.counted.set(counted, (state.counted.get(counted) ?? 0) + chunk.length);
        yield chunk;
      }
    },
  };
  return counted;
}

/** `12345 documents, 12.3 MB, 678 workloads, about 9 s left` */
function lineOf(
  { documents, workloads, told }: Report,
  read: number,
  total: number | undefined,
  elapsed: number,
): string {
  const done = `${documents} documents, ${(read / 1e6).toFixed(1)} MB, ${workloads.length + sumOf(told)} workloads`;
  if (total === undefined || read === 0 || total <= read) return done;
  return `${done}, about ${Math.ceil((elapsed * (total - read)) / read / 1000)} s left`;
}

function sumOf(told: Report['told']): number {
  return Object.values(told).reduce((sum, count) => sum + count, 0);
}

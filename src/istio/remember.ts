// Knows how to do work once for a configuration and a text that many pods share. Does not know the work.
import type { InjectionConfig } from './config/injection-config.ts';

const LIMIT = 200;

/** The same function, which remembers its answers; what it throws is not remembered. */
export function rememberByText<T>(
  work: (text: string, config: InjectionConfig) => T,
): (text: string, config: InjectionConfig) => T {
  const answers = new WeakMap<InjectionConfig, Map<string, T>>();
  return (text, config) => {
    const known = answers.get(config) ?? new Map<string, T>();
    answers.set(config, known);
    const answer = known.get(text);
    if (answer !== undefined) return answer;
    const fresh = work(text, config);
    if (known.size >= LIMIT) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}

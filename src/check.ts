// The pipeline of `podsplice check` and `podsplice diff`: what injection would make of a manifest, beside what it is now.
import { type InjectOptions, inject } from './inject.ts';
import type { InjectionConfig } from './istio/config/injection-config.ts';
import type { Chunks } from './rewrite.ts';

/** A manifest as it is and as injection would write it. */
export interface Comparison {
  readonly before: string;
  readonly after: string;
}

/** Injects a manifest without writing it anywhere; what would happen to each workload is added to the report. */
export async function check(chunks: Chunks, config: InjectionConfig, options: InjectOptions = {}): Promise<Comparison> {
  const before: string[] = [];
  const after: string[] = [];
  for await (const text of inject(remember(chunks, before), config, options)) after.push(text);
  return { before: before.join(''), after: after.join('') };
}

async function* remember(chunks: Chunks, texts: string[]): AsyncGenerator<string | Uint8Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of chunks) {
    texts.push(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    yield chunk;
  }
}

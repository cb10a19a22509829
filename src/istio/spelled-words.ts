// Knows every word and number with which a value of a pod could be compared: those that the configuration and the program spell out. Does not
// know where any of it is compared.
import type { InjectionConfig } from './config/injection-config.ts';
import { wordsOfTheProgram } from './words.generated.ts';

/** Whether a word is spelled out somewhere; the words are gathered at the first question. */
export function spelledWords(config: InjectionConfig): (word: string) => boolean {
  let words: ReadonlySet<string> | undefined;
  return (word) => {
    words ??= new Set([...YAML_WORDS, ...wordsOfTheProgram.split(' '), ...wordsOf(config)]);
    return words.has(word);
  };
}

// What YAML 1.1 reads as something else than a string.
const YAML_WORDS: readonly string[] = 'y n yes no on off true false null'.split(' ');

const WORD = /[\w./@:-]*\w/g;

function wordsOf(config: InjectionConfig): readonly string[] {
  const { templates, behaviours: _, ...others } = config;
  return [...Object.values(templates), JSON.stringify(others)].flatMap((text) => text.match(WORD) ?? []);
}

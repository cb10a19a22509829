// Knows how the yaml package's own Composer is asked whether its tokens make a document, and what is wrong with them: it alone says so.
// Does not make nodes.
import { Composer } from 'yaml';
import { syntaxError } from './syntax-error.ts';
import { type Token, visitTokens } from './tokens.ts';

/** How many levels deep a document may be nested. */
export const DEEPEST = 500;

/** A tab, a comment that touches what it follows, or a character that begins no plain scalar: tokens that are to be judged. */
export const MAY_BE_WRONG: RegExp = /\t|[^\s#]#|[\s[{,:-][@`%]/;

/** Throws an InjectError `yaml` at the place of the first fault. Nothing is said of tokens that are nested too deep to look at. */
export function judge(text: string, tokens: readonly Token[]): void {
  if (isTooDeep(tokens)) return;
  const composer = new Composer({ version: '1.1', uniqueKeys: false, strict: true });
  for (const document of composer.compose(tokens, true, text.length)) {
    const fault = document.errors.find(({ message }) => !TOLERATED.test(message));
    if (fault) throw syntaxError(text, fault);
  }
}

/** What Kubernetes' own reader does not mind, and what is told with a better place: where something opens that never closes. */
const TOLERATED =
  /^(?:Flow .* must be sufficiently indented and end with|Comments must be separated|Missing closing .quote|Invalid escape sequence \\'$)/;

function isTooDeep(tokens: readonly Token[]): boolean {
  let deepest = 0;
  visitTokens(tokens, (_, depth) => {
    deepest = Math.max(deepest, depth);
  });
  return deepest > DEEPEST;
}

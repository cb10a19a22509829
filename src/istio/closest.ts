// Knows which of some words another word was probably meant to be. Does not know what the words mean.

/** The word nearest to a misspelt one, if any is near enough to be meant; letter case counts for nothing. */
export function closest(misspelt: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(4, Math.ceil(misspelt.length / 6)) + 1;
  for (const word of words) {
    const distance =
      Math.abs(word.length - misspelt.length) < least
        ? distanceBetween(misspelt.toLowerCase(), word.toLowerCase())
        : least;
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** How many letters must be added, dropped, changed or swapped with their neighbour to make one text of the other. */
function distanceBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

// Knows how to blank out the line breaks and comments of one flow collection. Kubernetes' reader does not mind how its lines are indented,
// the yaml package does; with every other character in its place, the tokens stay where they are.

const PIECE = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|[[{]|[\]}]|(?<=[\s,[\]{}])#[^\r\n]*|[\r\n]+/g;

/** The text with the flow collection that begins at `start` on one line; the text itself where that has no end. */
export function onOneLine(text: string, start: number): string {
  let depth = 0;
  let flat = '';
  let copied = start;
  PIECE.lastIndex = start;
  for (let match = PIECE.exec(text); match; match = PIECE.exec(text)) {
    const [piece] = match;
    if (piece === '{' || piece === '[') depth++;
    else if (piece === '}' || piece === ']') depth--;
    else {
      const blank = piece[0] === '"' || piece[0] === "'" ? piece.replace(/[\r\n]/g, ' ') : ' '.repeat(piece.length);
      flat += text.slice(copied, match.index) + blank;
      copied = match.index + piece.length;
    }
    if (depth === 0) return text.slice(0, start) + flat + text.slice(copied);
  }
  return text;
}

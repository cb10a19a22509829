// Knows how measures are shown as a table, and where that stands in the README. Measures nothing.
import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('../../README.md', import.meta.url);

/** A row: what, against what, the most it may be (undefined: no promise), and what it was. */
export function row(what, against, limit, { median, least, most }, unit = '×') {
  return { what, against, limit, median, least, most, unit, isMet: limit === undefined || median <= limit };
}

/** The rows as Markdown. */
export function printTable(rows, machine) {
  const lines = rows.map(({ what, against, limit, median, least, most, unit, isMet }) => {
    const cells = [
      what,
      against,
      limit === undefined ? '' : `≤ ${limit} ${unit}`,
      `${shown(median)} ${unit}`,
      `${shown(least)}–${shown(most)}`,
    ];
    return `| ${[...cells, limit === undefined ? '' : isMet ? 'yes' : '**no**'].join(' | ')} |`;
  });
  const head = '| What | Against | Target | Result | Spread | Met |\n| --- | --- | --- | --- | --- | --- |';
  return `${[head, ...lines].join('\n')}\n\nMeasured by \`npm run bench\` on: ${machine}.\n`;
}

function shown(value) {
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** Puts the table between its markers. */
export function writeToReadme(table) {
  const text = readFileSync(README, 'utf8');
  const changed = text.replace(/(<!-- bench -->)[\s\S]*?(<!-- \/bench -->)/, `$1\n\n${table}\n$2`);
  if (changed === text && !text.includes(table)) throw new Error('the README has no <!-- bench --> … <!-- /bench -->');
  writeFileSync(README, changed);
}

// Stands in the bundle for the package of this name, which yargs asks how wide its texts are: ours are ASCII, as wide as they are long.
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours have no width
export default (text) => text.replace(/\x1b\[[0-9;]*m/g, '').length;

// JSON with whole numbers as BigInt. A balance goes up to 2^63-1, and JSON.parse
// would round what is beyond 2^53 without a word.

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

// parse marks every value before the engine's parser sees it, whole numbers with n
// and strings with s, so that neither can be taken for the other.
export function parse(text) {
  const marked = text.replace(token, (all, string, colon) => {
    if (colon) return all; // a member's name
    if (string) return `"s${string.slice(1)}`;
    return /^-?\d+$/.test(all) ? `"n${all}"` : all;
  });
  return JSON.parse(marked, (_, value) => {
    if (typeof value !== 'string') return value;
    return value[0] === 'n' ? BigInt(value.slice(1)) : value.slice(1);
  });
}

// stringify writes one object whose values are strings, booleans and BigInts;
// members that are undefined are left out.
export function stringify(object) {
  const members = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)}`);
  return `{${members.join()}}`;
}

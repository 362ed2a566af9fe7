/** Pairs of given and suggested labels: which are confused most, and in which order classes stand so that such are near. */

/** @typedef {[number, number, number]} Count given, suggested, how many */
/** @typedef {{classes: string[], counts: Count[]}} Confusion */

/**
 * Pairs whose labels differ, most frequent first.
 *
 * @param {Count[]} counts
 * @returns {Count[]}
 */
export const confused = (counts) => counts.filter(([given, suggested, n]) => given !== suggested && n > 0).sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]);

/**
 * The pairs that a class is in, most frequent first, by name.
 *
 * @param {Confusion} confusion
 * @param {string} name
 */
export function about({ classes, counts }, name) {
  const k = classes.indexOf(name);
  return confused(counts.filter(([given, suggested]) => given === k || suggested === k)).map(([given, suggested, n]) => ({ given: classes[given], suggested: classes[suggested], n }));
}

/**
 * The classes of the most frequent pairs, side by side with those they are confused with.
 *
 * @param {Confusion} confusion
 * @param {number} many
 * @param {number[]} order of all classes
 * @returns {number[]}
 */
export function most(confusion, many, order) {
  const chosen = new Set();
  for (const [given, suggested] of confused(confusion.counts)) {
    if (new Set([...chosen, given, suggested]).size > many) break;
    chosen.add(given).add(suggested);
  }
  return order.filter((k) => chosen.has(k));
}

/**
 * Classes in an order that puts those often confused side by side: chains joined end to end, strongest pair first.
 *
 * @param {Confusion} confusion
 * @returns {number[]}
 */
export function alike({ classes, counts }) {
  /** @type {Map<number, number>} */
  const both = new Map();
  const k = classes.length;
  for (const [given, suggested, n] of counts) {
    if (given === suggested) continue;
    const pair = Math.min(given, suggested) * k + Math.max(given, suggested);
    both.set(pair, (both.get(pair) ?? 0) + n);
  }
  const chains = Array.from({ length: k }, (_, i) => [i]);
  const home = Array.from({ length: k }, (_, i) => i);
  for (const [pair] of [...both].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const one = Math.floor(pair / k), other = pair % k;
    const left = chains[home[one]], right = chains[home[other]];
    const ends = (/** @type {number[]} */ chain, /** @type {number} */ i) => chain[0] === i || chain[chain.length - 1] === i;
    if (left === right || !ends(left, one) || !ends(right, other)) continue;
    if (left[left.length - 1] !== one) left.reverse();
    if (right[0] !== other) right.reverse();
    const gone = home[other];
    for (const i of right) home[i] = home[one];
    left.push(...right);
    chains[gone] = [];
  }
  return chains.filter((chain) => chain.length).sort((a, b) => b.length - a.length || a[0] - b[0]).flat();
}

/**
 * Counts of blocks of classes: what a matrix too large for the screen is drawn from.
 *
 * @param {Confusion} confusion
 * @param {number[]} order classes as they stand
 * @param {number} from first place that is seen
 * @param {number} to one past the last
 * @param {number} side most blocks along an edge
 */
export function blocks({ counts }, order, from, to, side) {
  const size = Math.max(1, Math.ceil((to - from) / side));
  const many = Math.ceil((to - from) / size);
  const place = new Map(order.slice(from, to).map((one, i) => [one, Math.floor(i / size)]));
  const wrong = new Float64Array(many * many), right = new Float64Array(many);
  for (const [given, suggested, n] of counts) {
    const row = place.get(given), column = place.get(suggested);
    if (row === undefined || column === undefined) continue;
    if (given === suggested) right[row] += n;
    else wrong[row * many + column] += n;
  }
  return { size, many, wrong, right };
}

/** A cloud of points: where they stand on the screen, which are near a place, which lie inside a line drawn round them. */

/** @typedef {{width: number, height: number, x: number, y: number, zoom: number}} View x, y: what of the square 0..1 is in the middle */

/** Cells along an edge of the net in which points are looked for. */
const NET = 128;
export const CLOSEST = 400;

export class Cloud {
  /**
   * @param {ArrayLike<number>} xs
   * @param {ArrayLike<number>} ys in any unit; they are stretched into the square 0..1
   */
  constructor(xs, ys) {
    this.x = unit(xs);
    this.y = unit(ys);
    /** Points by cell of the net, and where each cell's begin. */
    this.items = new Uint32Array(this.length);
    this.start = new Uint32Array(NET * NET + 1);
    this.#cast();
  }

  get length() {
    return this.x.length;
  }

  #cast() {
    const n = this.length, { start } = this;
    const cell = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      cell[i] = place(this.y[i]) * NET + place(this.x[i]);
      start[cell[i] + 1] += 1;
    }
    for (let c = 0; c < NET * NET; c += 1) start[c + 1] += start[c];
    const next = start.slice();
    for (let i = 0; i < n; i += 1) this.items[next[cell[i]]++] = i;
  }

  /**
   * The point nearest to a place on the screen, -1 where none is within reach.
   *
   * @param {View} view
   * @param {number} px
   * @param {number} py
   * @param {number} reach in pixels
   * @param {(i: number) => boolean} [seen]
   */
  near(view, px, py, reach, seen = () => true) {
    const [x, y] = backwards(view, px, py);
    const far = reach / scale(view);
    let best = -1, least = far * far;
    for (let row = place(y - far); row <= place(y + far); row += 1) {
      for (let column = place(x - far); column <= place(x + far); column += 1) {
        const cell = row * NET + column;
        for (let at = this.start[cell]; at < this.start[cell + 1]; at += 1) {
          const i = this.items[at];
          const away = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
          if (away < least && seen(i)) {
            least = away;
            best = i;
          }
        }
      }
    }
    return best;
  }

  /**
   * Points inside a closed line.
   *
   * @param {[number, number][]} line in the square 0..1
   * @param {(i: number) => boolean} [seen]
   * @returns {number[]}
   */
  inside(line, seen = () => true) {
    const xs = line.map(([x]) => x), ys = line.map(([, y]) => y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const found = [];
    for (let i = 0; i < this.length; i += 1) {
      const x = this.x[i], y = this.y[i];
      if (x >= left && x <= right && y >= low && y <= high && seen(i) && within(xs, ys, x, y)) found.push(i);
    }
    return found;
  }
}

/** @param {number} value */
const place = (value) => Math.min(NET - 1, Math.max(0, Math.floor(value * NET)));

/** @param {ArrayLike<number>} values @returns {Float32Array} */
function unit(values) {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  const width = high - low || 1;
  return Float32Array.from(values, (value) => (value - low) / width);
}

/** @param {number[]} xs @param {number[]} ys @param {number} x @param {number} y */
function within(xs, ys, x, y) {
  let odd = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i, i += 1) {
    if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
  }
  return odd;
}

/** Pixels that the square is wide. @param {View} view */
export const scale = (view) => view.zoom * (Math.min(view.width, view.height) - 32);

/** @param {View} view @param {number} x @param {number} y @returns {[number, number]} */
export const forwards = (view, x, y) => [view.width / 2 + (x - view.x) * scale(view), view.height / 2 - (y - view.y) * scale(view)];

/** @param {View} view @param {number} px @param {number} py @returns {[number, number]} */
export const backwards = (view, px, py) => [view.x + (px - view.width / 2) / scale(view), view.y - (py - view.height / 2) / scale(view)];

/**
 * The view closer or farther, with what is under a place on the screen staying there.
 *
 * @param {View} view
 * @param {number} by
 * @param {number} [px]
 * @param {number} [py]
 * @returns {View}
 */
export function zoomed(view, by, px = view.width / 2, py = view.height / 2) {
  const zoom = Math.min(CLOSEST, Math.max(0.8, view.zoom * by));
  const [x, y] = backwards(view, px, py);
  const now = { ...view, zoom };
  const [nx, ny] = backwards(now, px, py);
  return held({ ...now, x: view.x + x - nx, y: view.y + y - ny });
}

/** @param {View} view @param {number} dx pixels @param {number} dy @returns {View} */
export const moved = (view, dx, dy) => held({ ...view, x: view.x - dx / scale(view), y: view.y + dy / scale(view) });

/** Nobody gets lost: the middle of the screen stays over the square. @param {View} view @returns {View} */
const held = (view) => ({ ...view, x: Math.min(1, Math.max(0, view.x)), y: Math.min(1, Math.max(0, view.y)) });

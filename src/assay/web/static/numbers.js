/**
 * Numbers as people read them: the same words as in the audit's report.
 * @module
 */

/**
 * A share of one in percent, with as many digits as matter.
 * @param {number | null | undefined} share
 * @returns {string}
 */
export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return "unknown";
  const value = 100 * share;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.01) return "under 0.01 %";
  if (value > 99.9) return "over 99.9 %";
  if (value < 1) return `${Number(value.toPrecision(2))} %`;
  const digits = value < 9.95 || value > 99.5 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, "")} %`;
}

/**
 * A probability that is never quite sure, in percent.
 * @param {number | null | undefined} p
 * @returns {string}
 */
export function chance(p) {
  return percent(p === null || p === undefined ? p : Math.min(p, 0.9999));
}

/**
 * An interval of shares in short.
 * @param {number | null | undefined} low
 * @param {number | null | undefined} high
 * @returns {string}
 */
export function span(low, high) {
  if (low === null || low === undefined || high === null || high === undefined) return "unknown";
  return `${percent(low)} to ${percent(high)}`;
}

/**
 * An interval of shares as it ends a sentence.
 * @param {number | null | undefined} low
 * @param {number | null | undefined} high
 * @returns {string}
 */
export function between(low, high) {
  if (low === null || low === undefined || high === null || high === undefined) return "of unknown width";
  if (low <= 0) return `at most ${percent(high)}`;
  return `between ${percent(low)} and ${percent(high)}`;
}

/**
 * A time as people say it.
 * @param {number | null | undefined} seconds
 * @returns {string}
 */
export function lasting(seconds) {
  if (seconds === null || seconds === undefined) return "unknown";
  if (seconds < 90) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return `${Number((minutes / 60).toPrecision(2))} h`;
}

/**
 * A round end for an axis that begins at nought and holds a share.
 * @param {number} most
 * @returns {number}
 */
export function roundEnd(most) {
  if (!(most > 0)) return 0.01;
  const unit = 10 ** Math.floor(Math.log10(most));
  const end = [1, 1.5, 2, 3, 5, 7.5, 10].map((step) => unit * step).find((e) => e >= most * 0.9999);
  return Math.min(1, Number((end ?? 1).toPrecision(6)));
}

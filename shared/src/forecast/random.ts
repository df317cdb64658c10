/**
 * Random numbers that are looked up, not drawn in turn: the value at (seed, stream, run, step) is
 * always the same. So two scenarios meet the same weather, breakdowns and delays (common random
 * numbers), whatever else differs between them, and any split over workers gives the same bytes.
 * Rule: a stream is named after a thing (a territory, a receipt), never after a position in a list.
 */

/**
 * A uniform number strictly between 0 and 1, a pure function of four 32-bit integers.
 *
 * The hash is pcg4d (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020).
 */
export function uniformAt(seed: number, stream: number, run: number, step: number): number {
  let x = (Math.imul(seed, 1664525) + 1013904223) | 0
  let y = (Math.imul(stream, 1664525) + 1013904223) | 0
  let z = (Math.imul(run, 1664525) + 1013904223) | 0
  let w = (Math.imul(step, 1664525) + 1013904223) | 0
  x = (x + Math.imul(y, w)) | 0
  y = (y + Math.imul(z, x)) | 0
  z = (z + Math.imul(x, y)) | 0
  w = (w + Math.imul(y, z)) | 0
  x ^= x >>> 16
  y ^= y >>> 16
  z ^= z >>> 16
  w ^= w >>> 16
  x = (x + Math.imul(y, w)) | 0
  y = (y + Math.imul(z, x)) | 0
  z = (z + Math.imul(x, y)) | 0
  w = (w + Math.imul(y, z)) | 0
  return ((w >>> 0) + 0.5) / 4294967296
}

/** A standard normal number, rising with the uniform one underneath. Takes what `uniformAt` takes. */
export function normalAt(seed: number, stream: number, run: number, step: number): number {
  return normalQuantile(uniformAt(seed, stream, run, step))
}

/** The number of a named stream (FNV-1a, 32 bits): the same thing has it in every scenario. */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash | 0
}

/**
 * The value that a standard normal variable stays below with probability `p`, 0 < p < 1.
 * P. J. Acklam's rational approximation, relative error under 1.2e-9.
 */
export function normalQuantile(p: number): number {
  if (p < 0.02425) return lowerTail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - 0.02425) return -lowerTail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  const above =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
      138.357751867269) *
      r -
      30.66479806614716) *
      r +
    2.506628277459239
  const below =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
      66.80131188771972) *
      r -
      13.28068155288572) *
      r +
    1
  return (above * q) / below
}

function lowerTail(q: number): number {
  const above =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
      2.549732539343734) *
      q +
      4.374664141464968) *
      q +
    2.938163982698783
  const below =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
      3.754408661907416) *
      q +
    1
  return above / below
}

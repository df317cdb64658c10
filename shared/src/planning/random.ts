/**
 * A seeded stream of random numbers (sfc32 by Chris Doty-Humphrey, public domain; passes PractRand).
 * The same seed gives the same stream on every machine: it only uses 32-bit integer arithmetic.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter: number

  constructor(seed: number) {
    this.a = seed | 0
    this.b = Math.trunc(seed / 4294967296) | 0
    this.c = 0x9e3779b9 | 0
    this.counter = 1
    for (let round = 0; round < 12; round++) this.bits()
  }

  /** The next 32 bits, as an unsigned integer. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    this.c |= 0
    return sum >>> 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() * 2.3283064365386963e-10
  }

  /** A uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.bits() * 2.3283064365386963e-10 * bound)
  }
}

/** A seed for a part of the work that depends only on the names given, not on the order of the work. */
export function seedOf(seed: number, ...names: readonly (string | number)[]): number {
  let hash = (seed ^ 0x811c9dc5) | 0
  for (const name of names) {
    for (const letter of `${name}|`) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    }
  }
  return hash >>> 0
}

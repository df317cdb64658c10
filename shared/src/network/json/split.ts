/**
 * Splits a stream of JSON text into the objects of its list, without holding the document.
 *
 * The list is the document itself (`[…]`), a member of the outermost object that sources wrap their
 * lists in (`{"features": […]}`), or JSON lines; an object that is none of these is a list of one.
 * Brackets are counted, strings skipped; each object is parsed by whoever takes it.
 */
export interface JsonSplitOptions {
  /** Most characters of one object. */
  readonly maxLength: number
  /** `position` counts the objects from 1. */
  readonly onObject: (text: string, position: number) => void
}

export type JsonFault = 'TRUNCATED_FILE' | 'JSON_DAMAGED' | 'ROW_TOO_LONG'

/** The members that hold the list: AFDC, GeoJSON, OCPI's envelope, and exports we have met. */
const LISTS = new Set(['fuel_stations', 'features', 'data', 'locations', 'sites', 'stations'])

const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

export class JsonSplitter {
  fault: JsonFault | null = null
  count = 0

  readonly #options: JsonSplitOptions
  #text = ''
  #at = 0
  /** Where the object that is being read begins in `#text`; -1 between objects. */
  #start = -1
  #depth = 0
  /** Brackets around an object of the list; -1 until the list is found. */
  #listDepth = -1
  #isInString = false
  #keyStart = -1
  #lastKey = ''

  constructor(options: JsonSplitOptions) {
    this.#options = options
  }

  /** Takes the next piece of the document and hands out the objects that end in it. */
  push(chunk: string): void {
    const kept = this.#start >= 0 ? this.#start : this.#keyStart >= 0 ? this.#keyStart : this.#at
    this.#text = this.#text.slice(kept) + chunk
    this.#at -= kept
    if (this.#start >= 0) this.#start = 0
    if (this.#keyStart >= 0) this.#keyStart -= kept
    if (this.#text.length > this.#options.maxLength) this.fault ??= 'ROW_TOO_LONG'
    while (!this.fault && this.#at < this.#text.length) this.#step()
  }

  /** Says whether the document was whole. */
  end(): void {
    if (this.#depth > 0 || this.#isInString) this.fault ??= 'TRUNCATED_FILE'
  }

  #step(): void {
    if (this.#isInString) return this.#skipString()
    const code = this.#text.charCodeAt(this.#at)
    if (code === QUOTE) {
      this.#isInString = true
      if (this.#depth === 1 && this.#listDepth < 0) this.#keyStart = this.#at
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open(code)
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) return this.#close()
    else if (code > 32 && code !== COMMA && this.#isBetweenObjects()) this.fault = 'JSON_DAMAGED'
    this.#at++
  }

  /** Between the objects of a list there are commas and white space only. */
  #isBetweenObjects(): boolean {
    return this.#start < 0 && (this.#depth === 0 || this.#depth === this.#listDepth)
  }

  #skipString(): void {
    const text = this.#text
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (code === BACKSLASH) this.#at++
      else if (code === QUOTE) {
        this.#isInString = false
        if (this.#keyStart >= 0) this.#lastKey = text.slice(this.#keyStart + 1, this.#at)
        this.#keyStart = -1
        this.#at++
        return
      }
    }
  }

  #open(code: number): void {
    if (code === OPEN_LIST && this.#listDepth < 0) {
      if (this.#depth === 0) this.#listDepth = 1
      else if (this.#depth === 1 && LISTS.has(this.#lastKey)) this.#enterList()
    }
    const isObject = code === OPEN_OBJECT && this.#start < 0
    if (isObject && (this.#depth === 0 || this.#depth === this.#listDepth) && !this.#isEnvelope())
      this.#start = this.#at
    this.#depth++
  }

  /** The list is a member of the outermost object, which therefore is no object of the list. */
  #enterList(): void {
    this.#listDepth = 2
    this.#start = -1
  }

  #isEnvelope(): boolean {
    return this.#listDepth >= 0 && this.#depth < this.#listDepth
  }

  #close(): void {
    this.#depth--
    this.#at++
    if (this.#depth < 0) this.fault = 'JSON_DAMAGED'
    const isWhole = this.#depth === (this.#listDepth < 0 ? 0 : this.#listDepth)
    if (this.#start < 0 || !isWhole) return
    const text = this.#text.slice(this.#start, this.#at)
    this.#start = -1
    this.count++
    this.#options.onObject(text, this.count)
  }
}

/**
 * Splits a stream of text into rows of cells: RFC 4180 with any line ending and delimiter.
 *
 * Written here because a file is to be read with the line of every row, without an exception on a
 * damaged one, and fast: for 300,000 rows of 75 columns csv-parse 7.0 takes 5.2 s of processor
 * time, papaparse 5.7 takes 1.3 s, this 0.7 s. uDSV 0.7 is as fast, but knows no lines and does not
 * survive a missing quotation mark.
 *
 * Invariants: every character of the input lies in exactly one row; a row that spans lines and has
 * the wrong number of cells costs its first line only, so a lost quotation mark cannot swallow its
 * neighbours; memory is bounded by `maxRowLength` and the largest chunk.
 */
export interface SplitOptions {
  readonly delimiter: string
  readonly maxColumns: number
  /** Most characters of one row; a longer one is damage. */
  readonly maxRowLength: number
  /** `line` counts from 1; a damaged row comes with the cells that could be told apart. */
  readonly onRow: (cells: string[], line: number, isDamaged: boolean) => void
}

export type SplitFault = 'TOO_MANY_COLUMNS' | 'ROW_TOO_LONG' | 'BAD_QUOTES'

const QUOTE = 34
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** A file with more damaged rows than this is given up: finding their ends costs a re-read each. */
const MAX_REPAIRS = 2_000

export class CsvSplitter {
  /** Why reading stopped for good, with `line`; null while all is well. */
  fault: SplitFault | null = null
  /** The line that the next row begins at. */
  line = 1
  /** Cells that a row must have to span lines; 0 until the header is known. */
  columns = 0

  readonly #options: SplitOptions
  readonly #delimiter: number
  #text = ''
  #at = 0
  #isLast = false
  #isDamaged = false
  #breaks = 0
  /** The next quotation mark and the next carriage return at or after `#at`. */
  #nextQuote = -1
  #nextReturn = -1
  #repairs = 0

  constructor(options: SplitOptions) {
    this.#options = options
    this.#delimiter = options.delimiter.charCodeAt(0)
  }

  /** Takes the next piece of the file and hands out the rows that end in it. */
  push(chunk: string): void {
    if (this.fault) return
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + chunk : chunk
    this.#at = 0
    this.#nextQuote = -1
    this.#nextReturn = -1
    this.#readRows()
  }

  /** Hands out what is left: a last row without a line end. */
  end(): void {
    this.#isLast = true
    this.push('')
  }

  #readRows(): void {
    while (!this.fault && this.#at < this.#text.length) {
      const start = this.#at
      this.#isDamaged = false
      this.#breaks = 0
      const cells = this.#readRow()
      if (
        cells === null &&
        !this.#isLast &&
        this.#text.length - start <= this.#options.maxRowLength
      ) {
        this.#at = start
        return
      }
      this.#handOut(cells, start)
    }
  }

  #handOut(cells: string[] | null, start: number): void {
    const hasLost = this.#breaks > 0 && this.columns > 0 && cells?.length !== this.columns
    if (cells === null || hasLost) return this.#handOutFirstLine(start)
    if (cells.length > this.#options.maxColumns) {
      this.fault = 'TOO_MANY_COLUMNS'
      return
    }
    this.#options.onRow(cells, this.line, this.#isDamaged)
    this.line += 1 + this.#breaks
  }

  /** A row that does not end, or ends in another row's quotation mark: only its first line is lost. */
  #handOutFirstLine(start: number): void {
    const text = this.#text
    const length = text.slice(start).search(/[\r\n]/)
    const end = length < 0 ? text.length : start + length
    this.#repairs++
    if (end - start > this.#options.maxRowLength) this.fault = 'ROW_TOO_LONG'
    else if (this.#repairs > MAX_REPAIRS) this.fault = 'BAD_QUOTES'
    if (this.fault) return
    const cells = text.slice(start, end).split(this.#options.delimiter, this.#options.maxColumns)
    this.#at = Math.min(end + (text.startsWith('\r\n', end) ? 2 : 1), text.length)
    this.#options.onRow(cells, this.line, true)
    this.line++
  }

  /** The next row, or null where the text ends first. */
  #readRow(): string[] | null {
    return this.#readPlainRow() ?? this.#readAnyRow()
  }

  /**
   * A row of one line without quotation marks, which most are: the engine's own `split` makes its
   * cells twice as fast as a loop over the characters. Null where the row is of another kind.
   */
  #readPlainRow(): string[] | null {
    const text = this.#text
    const start = this.#at
    const feed = text.indexOf('\n', start)
    if (feed < 0) return null
    if (this.#nextQuote < start) this.#nextQuote = find(text, '"', start)
    if (this.#nextReturn < start) this.#nextReturn = find(text, '\r', start)
    const end = this.#nextReturn === feed - 1 ? feed - 1 : feed
    if (this.#nextQuote < feed || this.#nextReturn < end) return null
    this.#at = feed + 1
    return text.slice(start, end).split(this.#options.delimiter)
  }

  #readAnyRow(): string[] | null {
    const text = this.#text
    const delimiter = this.#delimiter
    const cells: string[] = []
    for (;;) {
      let at = this.#at
      if (text.charCodeAt(at) === QUOTE) {
        const cell = this.#readQuoted()
        if (cell === null) return null
        cells.push(cell)
      } else {
        let code = 0
        while (
          at < text.length &&
          (code = text.charCodeAt(at)) !== delimiter &&
          code !== LINE_FEED &&
          code !== CARRIAGE_RETURN
        )
          at++
        cells.push(at === this.#at ? '' : text.slice(this.#at, at))
        this.#at = at
      }
      if (text.charCodeAt(this.#at) === delimiter) this.#at++
      else return this.#endRow() ? cells : null
    }
  }

  /** Steps over the line end; false where the rest of it may still come. */
  #endRow(): boolean {
    const text = this.#text
    const left = text.length - this.#at
    if (left === 0) return this.#isLast
    const isReturn = text.charCodeAt(this.#at) === CARRIAGE_RETURN
    if (isReturn && left === 1 && !this.#isLast) return false
    this.#at += isReturn && text.charCodeAt(this.#at + 1) === LINE_FEED ? 2 : 1
    return true
  }

  /** A quoted cell; text between its closing quotation mark and the delimiter is damage. */
  #readQuoted(): string | null {
    const text = this.#text
    let cell = ''
    let from = this.#at + 1
    for (;;) {
      const quote = text.indexOf('"', from)
      if (quote < 0 || (quote === text.length - 1 && !this.#isLast)) return null
      cell += text.slice(from, quote)
      if (text.charCodeAt(quote + 1) !== QUOTE) {
        this.#at = quote + 1
        this.#breaks += countBreaks(cell)
        return cell + this.#readStray()
      }
      cell += '"'
      from = quote + 2
    }
  }

  #readStray(): string {
    const start = this.#at
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === this.#delimiter || code === LINE_FEED || code === CARRIAGE_RETURN) break
    }
    if (this.#at > start) this.#isDamaged = true
    return this.#text.slice(start, this.#at)
  }
}

/** Where `mark` stands next; beyond the end where it does not. */
function find(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? Infinity : at
}

/** Line ends inside a quoted cell. */
function countBreaks(cell: string): number {
  if (!cell.includes('\n') && !cell.includes('\r')) return 0
  return cell.split(/\r\n|\r|\n/).length - 1
}

/** Whichever of comma, semicolon, tab and bar is found most often in the header line. */
export function detectDelimiter(header: string): string {
  const unquoted = header.replaceAll(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((mark) => ({
    mark,
    count: unquoted.split(mark).length - 1,
  }))
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).mark
}

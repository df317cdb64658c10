/** Texts that a spreadsheet must show and not run, as OWASP advises against CSV injection. */

/** What a spreadsheet would run instead of show, also in full width; a plain number is none: −122.3 is a longitude. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const NUMBER = /^[+-]?\d+(\.\d+)?$/

/** A text that no spreadsheet takes for a formula. `plainText` gives the original back, always. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

/** What `escapeFormula` was given. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}

/** Reads one cell as people and spreadsheets write it, into its canonical text, or says what is wrong. */
import {
  readDay,
  readNumber,
  readText,
  readWhole,
  type ProblemCode,
} from '../../../network/index.ts'
import type { InputColumn, References } from './column.ts'

export type CellReading =
  | { readonly text: string; readonly problem?: never }
  | { readonly problem: ProblemCode; readonly text?: never }

const bad = (problem: ProblemCode): CellReading => ({ problem })
const good = (text: string): CellReading => ({ text })

/** Reads `written` for `column`; `references` are the names that exist. */
export function parseCell(
  column: InputColumn,
  written: string,
  references: References,
): CellReading {
  const text = readText(written) ?? ''
  if (text === '') return column.isRequired && !column.isGenerated ? bad('VALUE_MISSING') : good('')
  switch (column.kind) {
    case 'text':
      return text.length > 1000 ? bad('TEXT_TOO_LONG') : good(text)
    case 'day': {
      const day = readDay(text)
      return day ? good(day) : bad('DATE_UNREADABLE')
    }
    case 'time': {
      const time = readTime(text)
      return time === undefined ? bad('TIME_UNREADABLE') : good(time)
    }
    case 'shift':
      return readShift(text)
    case 'weekdays':
      return readWeekdays(text)
    case 'yesNo':
      return /^(y|yes|true|1)$/i.test(text)
        ? good('yes')
        : /^(n|no|false|0)$/i.test(text)
          ? good('no')
          : bad('YES_OR_NO')
    case 'whole':
    case 'decimal':
      return readRange(column, text)
    case 'choice':
      return oneOf(column.of, text, 'CHOICE_UNKNOWN')
    case 'choices':
      return someOf(column.of, text, 'CHOICE_UNKNOWN')
    case 'name':
      return oneOf(references[column.of], text, 'NAME_UNKNOWN')
    case 'names':
      return someOf(references[column.of], text, 'NAME_UNKNOWN')
  }
}

/** `6:30`, `06:30`, `6`, `6:30 PM` as `06:30`; undefined when it is no time of day. */
function readTime(text: string): string | undefined {
  const match = /^(\d{1,2})(?::(\d{2}))?(?::00)?\s*([ap])?\.?m?\.?$/i.exec(text)
  if (!match) return undefined
  const [, hours, minutes = '00', half] = match
  let hour = Number(hours)
  if (half) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  if (hour > 23 || Number(minutes) > 59) return undefined
  return `${String(hour).padStart(2, '0')}:${minutes}`
}

function readShift(text: string): CellReading {
  if (/^(off|-|–)$/i.test(text)) return good('')
  const [from, to, ...rest] = text.split(/\s*(?:-|–|to)\s*/i)
  const start = readTime(from ?? '')
  const end = readTime(to ?? '')
  if (start === undefined || end === undefined || rest.length > 0 || end <= start)
    return bad('SHIFT_UNREADABLE')
  return good(`${start}-${end}`)
}

/** The days of the week as they stand in cells, Monday first. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

function readWeekdays(text: string): CellReading {
  const days = new Set<number>()
  for (const part of text.replaceAll(/\s*[-–]\s*/g, '-').split(/[\s,;]+/)) {
    const [first, last = first] = part.split('-').map(weekdayAt)
    if (first === undefined || first < 0 || last < first) return bad('WEEKDAYS_UNREADABLE')
    for (let day = first; day <= last; day++) days.add(day)
  }
  return good(WEEKDAYS.filter((_day, index) => days.has(index)).join(' '))
}

function weekdayAt(word: string): number {
  return WEEKDAYS.findIndex((day) => word.toLowerCase().startsWith(day.toLowerCase()))
}

function readRange(column: InputColumn & { kind: 'whole' | 'decimal' }, text: string): CellReading {
  const number = column.kind === 'whole' ? readWhole(text) : readNumber(text)
  if (number === undefined || number === null) return bad('NOT_A_NUMBER')
  return number < column.min || number > column.max ? bad('OUT_OF_RANGE') : good(String(number))
}

function oneOf(known: readonly string[], text: string, problem: ProblemCode): CellReading {
  const found = known.includes(text)
    ? text
    : known.find((name) => name.toLowerCase() === text.toLowerCase())
  return found === undefined ? bad(problem) : good(found)
}

/** Several names; parted by semicolons, or by commas where there is no semicolon. */
function someOf(known: readonly string[], text: string, problem: ProblemCode): CellReading {
  const names = splitNames(text).map((name) => oneOf(known, name, problem))
  const wrong = names.find((name) => name.problem !== undefined)
  return wrong ?? good([...new Set(names.map((name) => name.text))].join('; '))
}

/** The single names of a cell that holds several. */
export function splitNames(text: string): string[] {
  return text
    .split(text.includes(';') ? ';' : ',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

import type { RoutingProblem } from '@changeover/shared/planning'
import { straightLine, toProblem } from './instance.ts'

const MUST_SERVE = 1e7

interface Row {
  readonly x: number
  readonly y: number
  readonly open: number
  readonly close: number
  readonly service: number
  readonly skills: readonly number[]
  readonly tools: readonly number[]
  readonly parts: readonly number[]
}

/**
 * Reads Pillac's technician routing format: depot, technicians at their homes with skills, tools and
 * spare parts, then requests. Tools and parts can be fetched at the depot during the day.
 */
export function readTrsp(text: string): RoutingProblem {
  const lines = text.split(/\r?\n/)
  const header = lines.findIndex((line) => line.startsWith('CREW COUNT'))
  const [crew, , , partCount] = lines[header + 1].trim().split(/\s+/).map(Number)
  const rows = lines.map(toRow).filter((row) => row !== undefined)
  const technicians = rows.slice(1, crew + 1)
  const requests = rows.slice(crew + 1)
  if (technicians.length !== crew || requests.length === 0) throw new Error('Not a TRSP instance.')
  const [depot] = rows
  const base = toProblem({
    points: rows,
    distance: straightLine,
    jobPlace: requests.map((_row, index) => crew + 1 + index),
    service: requests.map((row) => row.service),
    prize: requests.map(() => MUST_SERVE),
    open: requests.map((row) => row.open),
    close: requests.map((row) => row.close),
    homes: technicians.map((_row, index) => index + 1),
    shift: [depot.open, depot.close],
  })
  const pairs = (holds: (request: Row, technician: Row) => boolean) =>
    Uint8Array.from(
      requests.flatMap((request) =>
        technicians.map((technician) => (holds(request, technician) ? 1 : 0)),
      ),
    )
  return {
    ...base,
    shiftStart: Float64Array.from(technicians, (row) => row.open),
    shiftEnd: Float64Array.from(technicians, (row) => row.close),
    resourceCount: partCount,
    demand: Float64Array.from(requests.flatMap((row) => row.parts)),
    capacity: Float64Array.from(technicians.flatMap((row) => row.parts)),
    allowed: pairs((request, { skills }) =>
      request.skills.every((skill) => skills.includes(skill)),
    ),
    restock: {
      place: 0,
      toolsAboard: pairs((request, { tools }) =>
        request.tools.every((tool) => tools.includes(tool)),
      ),
    },
  }
}

function toRow(line: string): Row | undefined {
  const lists = [...line.matchAll(/\[([\d,]*)\]/g)].map(([, list]) =>
    list === '' ? [] : list.split(',').map(Number),
  )
  if (lists.length !== 3) return undefined
  const [, x, y, open, close, service] = line.trim().split(/\s+/).map(Number)
  return { x, y, open, close, service, skills: lists[0], tools: lists[1], parts: lists[2] }
}

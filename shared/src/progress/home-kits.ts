/**
 * Home kits: conversion kits for chargers at home, ordered, shipped and installed, by week.
 *
 *   underway(t) = Σ shipped by t − Σ installed by t
 *
 * Unit: kits. Counted without sites of ours; installed is the owner's word.
 */
import { addDays, weekOf, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { totalBy, weeklySums, type DayAmount } from './series.ts'

export interface HomeKitsInput {
  readonly from: Day
  readonly asOf: Day
  readonly ordered: readonly DayAmount[]
  readonly shipped: readonly DayAmount[]
  readonly installed: readonly DayAmount[]
}

export interface HomeKitWeek {
  /** Its Monday. */
  readonly week: Day
  /** In that week. */
  readonly ordered: number
  readonly shipped: number
  readonly installed: number
  /** At the week's end, or as-of. */
  readonly underway: number
}

export interface HomeKits {
  readonly weeks: readonly HomeKitWeek[]
  readonly finding: Finding
}

export function homeKits(input: HomeKitsInput): HomeKits {
  const of = (amounts: readonly DayAmount[]) =>
    weeklySums(
      amounts.filter(({ on }) => on <= input.asOf),
      input.from,
      input.asOf,
    )
  const [ordered, shipped, installed] = [of(input.ordered), of(input.shipped), of(input.installed)]
  let underway = underwayBefore(input)
  const weeks = ordered.map(({ week, sum }, index) => {
    underway += shipped[index].sum - installed[index].sum
    return {
      week,
      ordered: sum,
      shipped: shipped[index].sum,
      installed: installed[index].sum,
      underway,
    }
  })
  const last = weeks[weeks.length - 1]
  return {
    weeks,
    finding: last ? { kind: 'kitsUnderway', kits: last.underway } : { kind: 'nothing' },
  }
}

function underwayBefore({ from, shipped, installed }: HomeKitsInput): number {
  const eve = addDays(weekOf(from), -1)
  return totalBy(shipped, eve) - totalBy(installed, eve)
}

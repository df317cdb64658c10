import type { Board } from './board.ts'

/** A linear program: minimise `cost · x`, rows between bounds, 0 ≤ x. */
export interface LinearProgram {
  readonly cost: readonly number[]
  readonly rows: readonly LinearRow[]
}

export interface LinearRow {
  readonly name: string
  readonly columns: readonly number[]
  readonly values: readonly number[]
  readonly lower: number
  readonly upper: number
}

/** A solver's word: the optimum, and per row by how much it moves per unit of the row's bound. */
export interface LinearSolution {
  readonly objective: number
  readonly duals: readonly number[]
}

/** Solves a linear program, e.g. by HiGHS; handed in, because `shared` loads no WebAssembly. */
export type SolveLp = (program: LinearProgram) => Promise<LinearSolution>

/** What one more unit of something scarce would save, in the unit of the objective. */
export interface ShadowPrice {
  readonly kind: 'CREW_MINUTES' | 'KITS'
  readonly territoryId?: string
  readonly depotId?: string
  readonly kitId?: string
  readonly week: number
  readonly price: number
}

export interface TacticalBound {
  /** No plan costs less. */
  readonly bound: number
  readonly cost: number
  readonly gapPct: number
  readonly prices: readonly ShadowPrice[]
}

/** Above this many columns, weeks are merged into blocks. */
const MOST_COLUMNS = 12_000
/** Minutes per order within a factor of e to this power count as alike. */
const LIKENESS = 0.2

/** Units that are alike for the bound. */
interface Group {
  readonly unit: number
  readonly release: number
  readonly units: number[]
  orders: number
  perOrder: number
  kits: number
}

/**
 * The LP bound of the tactical plan (without moves): units may be split, weeks are merged into blocks
 * whose cost is that of their first week, and crews are pooled by territories and skills. Each of
 * these relaxes the plan's rules, so the optimum is a lower bound; more crews or kits only raise
 * right-hand sides, so they never worsen it.
 */
export async function boundOf(board: Board, solveLp: SolveLp): Promise<TacticalBound> {
  const cost = costOfPlan(board)
  if (board.model.units.length === 0) return { bound: 0, cost: 0, gapPct: 0, prices: [] }
  const program = new BoundProgram(board)
  const { objective, duals } = await solveLp(program.build())
  const bound = Math.min(objective, cost)
  const gapPct = cost === 0 ? 0 : ((cost - bound) / Math.max(bound, 1e-9)) * 100
  return { bound, cost, gapPct, prices: program.pricesOf(duals) }
}

/** The plan's cost in the unit of the bound: misses, lateness and doing things sooner. */
export function costOfPlan(board: Board): number {
  let sum = 0
  for (let unit = 0; unit < board.model.units.length; unit++) {
    const week = board.week[unit]
    sum += week < 0 ? board.absentCost(unit) : board.weekCost(unit, week)
  }
  return sum
}

class BoundProgram {
  private readonly board: Board
  private readonly groups: readonly Group[]
  private readonly block: number
  private readonly blocks: number
  private readonly cost: number[] = []
  private readonly rows: LinearRow[] = []
  private readonly meanings: (ShadowPrice | undefined)[] = []

  constructor(board: Board) {
    this.board = board
    let block = 1
    while (
      block < board.weeks &&
      groupsOf(board, block).length * Math.ceil(board.weeks / block) > MOST_COLUMNS
    )
      block *= 2
    this.block = block
    this.blocks = Math.ceil(board.weeks / block)
    this.groups = groupsOf(board, block)
  }

  /** Columns: the share of a group in a block, its share left out, then stocks. */
  build(): LinearProgram {
    const shares: { group: Group; columns: number[]; firstBlock: number }[] = []
    for (const group of this.groups) {
      const firstBlock = Math.trunc(group.release / this.block)
      const columns: number[] = []
      for (let block = firstBlock; block < this.blocks; block++) {
        const week = Math.max(block * this.block, group.release)
        columns.push(this.column(sum(group.units, (unit) => this.board.weekCost(unit, week))))
      }
      const absent = this.column(sum(group.units, (unit) => this.board.absentCost(unit)))
      const all = [...columns, absent]
      this.row(
        'share',
        all,
        all.map(() => 1),
        1,
        1,
      )
      shares.push({ group, columns, firstBlock })
    }
    this.addCapacity(shares)
    this.addKits(shares)
    return { cost: this.cost, rows: this.rows }
  }

  pricesOf(duals: readonly number[]): ShadowPrice[] {
    return this.meanings.flatMap((meaning, index) => {
      const price = -(duals[index] ?? 0)
      return meaning && price > 1e-9 ? [{ ...meaning, price }] : []
    })
  }

  /** Per connected pool of territories: each skill within the crews that have it, and all within all. */
  private addCapacity(shares: readonly { group: Group; columns: number[]; firstBlock: number }[]) {
    const { model, weeks } = this.board
    const pools = new Map<string, { able: readonly number[]; entries: (typeof shares)[number][] }>()
    for (const share of shares) {
      const able = model.able[share.group.unit]
      const key = able.join(',')
      const pool = pools.get(key) ?? { able, entries: [] }
      pool.entries.push(share)
      pools.set(key, pool)
    }
    for (const { able } of pools.values()) {
      const set = new Set(able)
      const within = [...pools.values()].filter((pool) =>
        pool.able.every((index) => set.has(index)),
      )
      const entries = within.flatMap((pool) => pool.entries)
      const { territoryId } = model.units[entries[0].group.unit].site
      for (let block = 0; block < this.blocks; block++) {
        let minutes = 0
        for (
          let week = block * this.block;
          week < Math.min(weeks, (block + 1) * this.block);
          week++
        )
          for (const index of able) minutes += model.workforce.capacity[index * weeks + week]
        const used = entries.filter(({ firstBlock }) => firstBlock <= block)
        const meaning = {
          kind: 'CREW_MINUTES',
          territoryId,
          week: block * this.block,
          price: 0,
        } as const
        this.row(
          'minutes',
          used.map(({ columns, firstBlock }) => columns[block - firstBlock]),
          used.map(({ group }) => group.perOrder * group.orders),
          -Infinity,
          minutes,
          meaning,
        )
      }
    }
  }

  /** Stock at the end of a block = stock before + arrivals − use, never below zero. */
  private addKits(shares: readonly { group: Group; columns: number[]; firstBlock: number }[]) {
    const { model, weeks } = this.board
    const { supply, supplyRow } = model
    for (const [row, { depotId, kitId }] of supply.rows.entries()) {
      const entries = shares.filter(({ group }) => supplyRow[group.unit] === row)
      if (entries.length === 0) continue
      let before = -1
      let arrived = 0
      for (let block = 0; block < this.blocks; block++) {
        const stock = this.column(0)
        const last = Math.min(weeks, (block + 1) * this.block) - 1
        const arrivedNow = supply.arrived[row * weeks + last]
        const used = entries.filter(({ firstBlock }) => firstBlock <= block)
        const columns = used.map(({ columns: own, firstBlock }) => own[block - firstBlock])
        const values = used.map(({ group }) => group.kits)
        const links = before < 0 ? [] : [before]
        const meaning = {
          kind: 'KITS',
          depotId,
          kitId,
          week: block * this.block,
          price: 0,
        } as const
        this.row(
          'kits',
          [...columns, stock, ...links],
          [...values, 1, ...links.map(() => -1)],
          -Infinity,
          arrivedNow - arrived,
          meaning,
        )
        arrived = arrivedNow
        before = stock
      }
    }
  }

  private column(cost: number): number {
    this.cost.push(cost)
    return this.cost.length - 1
  }

  private row(
    name: string,
    columns: readonly number[],
    values: readonly number[],
    lower: number,
    upper: number,
    meaning?: ShadowPrice,
  ): void {
    if (columns.length === 0) return
    this.rows.push({ name, columns, values, lower, upper })
    this.meanings.push(meaning)
  }
}

/**
 * Groups units by what the bound can tell apart. In a group all orders weigh the same and need the
 * same kits, and each is taken to need the least minutes of any: so the bound stays a bound.
 */
function groupsOf(board: Board, block: number): Group[] {
  const { model, weeks } = board
  const groups = new Map<string, Group>()
  for (let unit = 0; unit < model.units.length; unit++) {
    const isNever = model.able[unit].length === 0 || model.release[unit] >= weeks
    const first = Math.min(weeks - 1, firstWeek(board, unit))
    const release = isNever ? weeks : Math.trunc(first / block) * block
    const { orderCount } = model.units[unit]
    const perOrder = model.load[unit] / orderCount
    const needs = [model.due[unit], model.supplyRow[unit], model.kits[unit] / orderCount]
    const likeness = [model.weight[unit] / orderCount, Math.round(Math.log(perOrder) / LIKENESS)]
    const key = [release, model.able[unit].join(','), ...needs, ...likeness].join(' ')
    const group = groups.get(key) ?? { unit, release, units: [], orders: 0, perOrder, kits: 0 }
    group.units.push(unit)
    group.orders += orderCount
    group.perOrder = Math.min(group.perOrder, perOrder)
    group.kits += model.supplyRow[unit] >= 0 ? model.kits[unit] : 0
    groups.set(key, group)
  }
  return [...groups.values()]
}

function firstWeek(board: Board, unit: number): number {
  return Math.max(board.model.release[unit], board.model.pinWeek[unit])
}

function sum(units: readonly number[], value: (unit: number) => number): number {
  return units.reduce((total, unit) => total + value(unit), 0)
}

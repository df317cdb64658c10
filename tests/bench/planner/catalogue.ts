import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { InstanceSet } from './instance.ts'
import { readToptw } from './read-toptw.ts'
import { readTrsp } from './read-trsp.ts'
import { readVrptw } from './read-vrptw.ts'

/** One run to do: a file, and for orienteering the number of paths. */
export interface Task {
  readonly set: InstanceSet
  readonly name: string
  readonly file: string
  readonly paths: number
  readonly best: { readonly vehicles: number; readonly value: number } | undefined
}

const FOLDERS: Readonly<Record<InstanceSet, string>> = {
  solomon: 'solomon',
  homberger: 'homberger1000',
  toptw: 'toptw',
  trsp: 'trsp_pillac',
}

/**
 * The tasks of a set: from the benchmark folder's own subfolder, or from `data` itself where that
 * holds instances of the set's format.
 */
export function tasksOf(data: string, set: InstanceSet): Task[] {
  const named = join(data, FOLDERS[set])
  const folder = existsSync(named) && statSync(named).isDirectory() ? named : data
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => file.endsWith('.txt'))
    : []
  const known = readBest(folder, set)
  return files.toSorted().flatMap((file) => {
    const name = basename(file, '.txt')
    const path = join(folder, file)
    if (!isOfSet(path, set)) return []
    const paths = set === 'toptw' ? [1, 2, 3, 4] : [1]
    return paths.map((count) => {
      const key = set === 'toptw' ? `${name} m=${count}` : name
      return { set, name: key, file: path, paths: count, best: known.get(key.toLowerCase()) }
    })
  })
}

/** Reads the task's problem. @throws Error when the file is not in the set's format. */
export function problemOf(task: Task) {
  const text = readFileSync(task.file, 'utf8')
  if (task.set === 'toptw') return readToptw(text, basename(task.file), task.paths)
  return task.set === 'trsp' ? readTrsp(text) : readVrptw(text)
}

function isOfSet(path: string, set: InstanceSet): boolean {
  const text = readFileSync(path, 'utf8')
  if (set === 'trsp') return text.includes('CREW COUNT')
  if (set !== 'toptw') return /CAPACITY/.test(text)
  return /^\s*\d+(\s+\d+){3}\s*$/.test(text.split('\n')[0])
}

/** Best known values by lower-case name; empty where the folder has no list. */
function readBest(folder: string, set: InstanceSet) {
  const best = new Map<string, { vehicles: number; value: number }>()
  const file = join(folder, set === 'toptw' ? 'sisr_ref.csv' : 'bks.csv')
  if (!existsSync(file)) return best
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const cells = line.split(',')
    if (set === 'toptw')
      best.set(`${cells[0]} m=${cells[1]}`, { vehicles: Number(cells[1]), value: Number(cells[5]) })
    else if (set === 'trsp')
      best.set(cells[0].toLowerCase(), { vehicles: 0, value: Number(cells[2]) })
    else best.set(cells[0].toLowerCase(), { vehicles: Number(cells[1]), value: Number(cells[2]) })
  }
  return best
}

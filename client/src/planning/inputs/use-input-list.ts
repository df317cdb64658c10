import type { Id } from '@changeover/shared/commands'
import type { ProblemCode } from '@changeover/shared/network'
import {
  changedColumns,
  INPUT_LISTS,
  nameOf,
  readCells,
  readRow,
  type CellRefusal,
  type Cells,
  type InputChange,
  type InputListName,
  type References,
} from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { useToast } from '@nuxt/ui/composables'
import { computed, ref, shallowReactive, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { send } from '../../lib/commands.ts'
import { explain } from '../../lib/explain.ts'
import { useServerQuery } from '../../lib/server-query.ts'
import { api, type ServerOutputs } from '../../lib/trpc.ts'
import type { CellWrite, GridRow } from './grid/grid-row.ts'

type KeptRow = ServerOutputs['inputs']['list']['rows'][number]

/** What was written into a row and is not kept yet. `id` is null for a row that does not exist yet. */
interface OpenRow {
  id: string | null
  written: Cells
  faults: Record<string, ProblemCode>
}

const NO_REFERENCES: References = {
  territories: [],
  crews: [],
  depots: [],
  kits: [],
  regions: [],
  timeZones: [],
}

/**
 * A list of inputs as it is edited: what the server keeps, with what is still being written on top.
 * A row goes to the server as soon as nothing is wrong with it; until then it is marked and nothing
 * of it is lost.
 */
export function useInputList(
  name: InputListName,
  wish: {
    programId: MaybeRefOrGetter<Id<'Program'> | null>
    search: MaybeRefOrGetter<string>
    state: MaybeRefOrGetter<string | null>
    /** The past day that is looked at; null is now. */
    asOf: MaybeRefOrGetter<Day | null>
  },
) {
  const list = INPUT_LISTS[name]
  const { t } = useI18n()
  const toast = useToast()
  const asked = () => ({
    list: name,
    programId: toValue(wish.programId),
    search: toValue(wish.search),
    state: toValue(wish.state),
    asOf: toValue(wish.asOf),
  })
  const kept = useServerQuery({
    key: () => ['inputs', name, JSON.stringify(asked())],
    topics: ['inputs', 'crews', 'network'],
    query: () => api.inputs.list.query(asked()),
  })
  const names = useServerQuery({
    key: ['inputs', 'references'],
    topics: ['inputs', 'crews', 'program'],
    query: () => api.inputs.references.query(),
  })
  const references = computed<References>(() => names.data.value ?? NO_REFERENCES)

  const open = shallowReactive(new Map<string, OpenRow>())
  const newKeys = ref<string[]>([])
  const doneCommands = ref<Id<'Command'>[]>([])
  const isSaving = ref(false)
  let made = 0

  const keptRows = computed<readonly KeptRow[]>(() => kept.data.value?.rows ?? [])
  const keptById = computed(() => new Map(keptRows.value.map((row) => [String(row.id), row])))
  const rows = computed<GridRow[]>(() => [
    ...newKeys.value.map((key) => toGridRow(key, {}, open.get(key))),
    ...keptRows.value.map(({ id, cells }) => toGridRow(id, cells, open.get(id))),
  ])

  function toGridRow(key: string, cells: Cells, opened: OpenRow | undefined): GridRow {
    const shown = opened ? { ...cells, ...opened.written } : cells
    return {
      key,
      name: nameOf(list, shown) || t('inputs.grid.newRow'),
      cells: shown,
      faults: opened?.faults ?? {},
      isOpen: opened !== undefined,
      isNew: opened !== undefined && opened.id === null,
    }
  }

  /** Begins a new row on top; returns its place. */
  function addRow(cells: Cells = {}): number {
    const key = `new ${(made += 1)}`
    open.set(key, { id: null, written: cells, faults: {} })
    newKeys.value = [...newKeys.value, key]
    return newKeys.value.length - 1
  }

  function forget(key: string): void {
    open.delete(key)
    newKeys.value = newKeys.value.filter((one) => one !== key)
  }

  /** Takes what was written, and keeps each row with which nothing is wrong. */
  async function write(writes: readonly CellWrite[]): Promise<void> {
    const before = rows.value
    const touched = new Set<string>()
    const beyond = new Map<number, string>()
    for (const { row, column, text } of writes) {
      const known = before[row]?.key ?? beyond.get(row)
      const key = known ?? newKeyAt(beyond, row)
      const opened = open.get(key) ?? { id: key, written: {}, faults: {} }
      open.set(key, { ...opened, written: { ...opened.written, [column]: text } })
      touched.add(key)
    }
    await keep([...touched].filter(check))
  }

  function newKeyAt(beyond: Map<number, string>, row: number): string {
    const key = newKeys.value[addRow()]
    beyond.set(row, key)
    return key
  }

  /** Reads an open row and marks what is wrong; true when it can be kept. */
  function check(key: string): boolean {
    const opened = open.get(key)
    if (!opened) return false
    const base = keptById.value.get(key)?.cells ?? {}
    const reading = opened.id
      ? readCells(list, opened.written, references.value)
      : readRow(list, opened.written, references.value)
    const after = { ...base, ...opened.written, ...reading.cells }
    const faults = [...reading.faults, ...(reading.faults.length > 0 ? [] : list.check(after))]
    const missing = faults.filter(({ code }) => code === 'VALUE_MISSING')
    // What is not written yet is missing, not wrong: the row waits without a mark.
    const marked = opened.id ? faults : faults.filter((fault) => !missing.includes(fault))
    open.set(key, {
      ...opened,
      written: { ...opened.written, ...reading.cells },
      faults: Object.fromEntries(marked.map(({ column, code }) => [column, code])),
    })
    if (faults.length > 0 || !opened.id) return faults.length === 0
    if (changedColumns(list, base, after).length > 0) return true
    forget(key)
    return false
  }

  function changeOf(key: string): InputChange {
    const opened = open.get(key)
    const written = opened?.written ?? {}
    if (!opened?.id) return { id: null, before: null, after: { ...written } }
    const base = keptById.value.get(key)
    const columns = changedColumns(list, base?.cells ?? {}, written)
    return {
      // Only rows of the list are open under their own identity.
      id: opened.id as Id<'Input'>,
      before: { ...base?.cells },
      after: Object.fromEntries(columns.map((column) => [column, written[column] ?? ''])),
    }
  }

  async function keep(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return
    await change(keys.map(changeOf), (refusals) => {
      for (const { row, column, code } of refusals) {
        const opened = open.get(keys[row])
        if (opened) open.set(keys[row], { ...opened, faults: { ...opened.faults, [column]: code } })
      }
    }).then((isDone) => isDone && keys.forEach(forget))
  }

  /** Removes a row, or drops one that was never kept. */
  async function remove(key: string): Promise<void> {
    const row = keptById.value.get(key)
    if (!row) return forget(key)
    await change(
      // Only kept rows are found there.
      [{ id: row.id as Id<'Input'>, before: { ...row.cells }, after: null }],
      (refusals) =>
        toast.add({ ...failure(refusals[0]?.code), color: 'error', icon: 'i-lucide-circle-alert' }),
    )
  }

  async function change(
    changes: InputChange[],
    refused: (cells: readonly CellRefusal[]) => void,
  ): Promise<boolean> {
    isSaving.value = true
    try {
      const { commandId } = await send(api.inputs.change, { list: name, changes })
      doneCommands.value = [...doneCommands.value, commandId]
      await Promise.all([kept.refetch(), names.refetch()])
      return true
    } catch (error) {
      const explained = explain(error)
      // The server's own list of cells; the shape is that of `CellRefusalSchema`.
      if (explained.code === 'CELLS_REFUSED') refused(explained.details.cells as CellRefusal[])
      else say(error)
      return false
    } finally {
      isSaving.value = false
    }
  }

  function failure(code: ProblemCode | undefined) {
    return {
      title: t('inputs.grid.notRemoved'),
      description: code ? t(`inputs.refusal.${code}`) : '',
    }
  }

  function say(error: unknown): void {
    const { why, fix } = explain(error)
    toast.add({ title: why, description: fix, color: 'error', icon: 'i-lucide-circle-alert' })
  }

  /** Takes back the last change that was made here. */
  async function undo(): Promise<void> {
    const commandId = doneCommands.value.at(-1)
    if (!commandId) return
    try {
      await send(api.inputs.undo, { commandId })
      doneCommands.value = doneCommands.value.slice(0, -1)
      await kept.refetch()
    } catch (error) {
      say(error)
    }
  }

  return {
    list,
    rows,
    references,
    total: computed(() => kept.data.value?.total ?? 0),
    isPending: kept.isPending,
    explanation: kept.explanation,
    refetch: () => kept.refetch(),
    openCount: computed(() => open.size),
    canUndo: computed(() => doneCommands.value.length > 0),
    isSaving,
    addRow,
    write,
    remove,
    undo,
    /** Something else changed the list by a command that can be taken back here. */
    noteCommand: (commandId: Id<'Command'>) => {
      doneCommands.value = [...doneCommands.value, commandId]
    },
  }
}

import type { CellEdit, Encoding, ProblemCode, Repairs, RowFix } from '@changeover/shared/network'
import { computed, ref } from 'vue'

/** What a person wants mended in the file at hand, and what is corrected but not yet checked. */
export function useRepairs() {
  const fixes = ref<RowFix[]>([])
  const dropRows = ref<ProblemCode[]>([])
  const encoding = ref<Encoding | null>(null)
  /** By line and column; what the file had is kept for Escape. */
  const edits = ref(new Map<string, CellEdit>())
  /** How many of the edits the preview does not know yet. */
  const unchecked = ref(0)

  const repairs = computed((): Repairs => ({
    // Copies, so that whoever watches hears of what is added to the lists.
    fixes: [...fixes.value],
    dropRows: [...dropRows.value],
    edits: [...edits.value.values()],
    encoding: encoding.value,
  }))

  function editCell(edit: CellEdit): void {
    const key = keyOf(edit)
    if (edits.value.get(key)?.value === edit.value) return
    edits.value.set(key, edit)
    unchecked.value++
  }

  function takeEditsBack(): void {
    edits.value.clear()
    unchecked.value = 0
  }

  function reset(): void {
    fixes.value = []
    dropRows.value = []
    encoding.value = null
    takeEditsBack()
  }

  /** Goes on with what was mended before, which the next preview knows. */
  function restore(kept: Repairs): void {
    reset()
    fixes.value = [...kept.fixes]
    dropRows.value = [...kept.dropRows]
    encoding.value = kept.encoding
    edits.value = new Map(kept.edits.map((edit) => [keyOf(edit), edit]))
  }

  return {
    fixes,
    dropRows,
    encoding,
    unchecked,
    repairs,
    editCell,
    takeEditsBack,
    reset,
    restore,
    setEncoding: (chosen: Encoding | null) => void (encoding.value = chosen),
    toggleFix: (fix: RowFix) => toggle(fixes.value, fix),
    toggleDrop: (code: ProblemCode) => toggle(dropRows.value, code),
    editOf: (line: number, column: string) => edits.value.get(keyOf({ line, column }))?.value,
  }
}

export type RepairsState = ReturnType<typeof useRepairs>

function keyOf({ line, column }: Pick<CellEdit, 'line' | 'column'>): string {
  return `${line} ${column}`
}

function toggle<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item)
  if (index < 0) list.push(item)
  else list.splice(index, 1)
}

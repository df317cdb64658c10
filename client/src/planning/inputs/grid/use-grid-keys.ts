import { computed, ref } from 'vue'

/** Where the cursor of a grid stands, and the text of the cell that is being edited. */
export function useGridKeys(grid: {
  rowCount: () => number
  columnCount: () => number
  /** What stands in a cell before it is edited; null where it cannot be. */
  textAt: (row: number, column: number) => string | null
  commit: (row: number, column: number, text: string) => void
  /** The cursor moved, or editing began or ended: the focus must follow. */
  moved: () => void
  undo: () => void
}) {
  const row = ref(0)
  const column = ref(0)
  const draft = ref<string | null>(null)
  const isEditing = computed(() => draft.value !== null)

  function moveTo(toRow: number, toColumn: number): void {
    row.value = Math.max(0, Math.min(grid.rowCount() - 1, toRow))
    column.value = Math.max(0, Math.min(grid.columnCount() - 1, toColumn))
    grid.moved()
  }

  function edit(text?: string): void {
    const before = grid.textAt(row.value, column.value)
    if (before === null) return
    draft.value = text ?? before
    grid.moved()
  }

  /** Keeps what was written; the focus stays where it went. */
  function keep(): void {
    const text = draft.value
    draft.value = null
    if (text !== null && text !== grid.textAt(row.value, column.value))
      grid.commit(row.value, column.value, text)
  }

  /** Keeps what was written and goes on by so many rows and columns. */
  function commit(down: number, right: number): void {
    keep()
    moveTo(row.value + down, column.value + right)
  }

  function cancel(): void {
    draft.value = null
    grid.moved()
  }

  function inCell(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event
    if (key === 'Enter') commit(shiftKey ? -1 : 1, 0)
    else if (key === 'Tab') commit(0, shiftKey ? -1 : 1)
    else if (key === 'Escape') cancel()
    else return false
    return true
  }

  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-15, 0],
    PageDown: [15, 0],
  }

  function onGrid(event: KeyboardEvent): boolean {
    const { key } = event
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && key.toLowerCase() === 'z') grid.undo()
    else if (key in steps) moveTo(row.value + steps[key][0], column.value + steps[key][1])
    else if (key === 'Home') moveTo(isCommand ? 0 : row.value, 0)
    else if (key === 'End') moveTo(isCommand ? grid.rowCount() - 1 : row.value, grid.columnCount())
    else if (isCommand || event.altKey) return false
    else if (key === 'Enter' || key === 'F2') edit()
    else if (key === 'Delete' || key === 'Backspace') {
      if (grid.textAt(row.value, column.value)) grid.commit(row.value, column.value, '')
    } else if (key.length === 1 && key !== ' ') edit(key)
    else return false
    return true
  }

  /** Takes a key; those that mean nothing here are left to the browser. */
  function take(event: KeyboardEvent): void {
    if (isEditing.value ? inCell(event) : onGrid(event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  return { row, column, draft, isEditing, moveTo, edit, keep, take }
}

import type { OrderColumn } from '@changeover/shared/orders'

/** How a column stands in the table. */
interface ColumnLook {
  /** Width and alignment. */
  class: string
  /** Where it falls away as the table gets narrower, unless somebody chose it. */
  falls: string
  pixels: number
  sorts: boolean
}

export const columnLooks: Readonly<Record<OrderColumn, ColumnLook>> = {
  state: { class: 'w-28', falls: '', pixels: 112, sorts: false },
  charge: { class: 'w-14', falls: 'hidden @md:flex', pixels: 56, sorts: false },
  milestone: { class: 'w-36', falls: 'hidden @5xl:flex', pixels: 144, sorts: false },
  ports: { class: 'w-10 justify-end', falls: 'hidden @xl:flex', pixels: 40, sorts: false },
  kit: { class: 'w-60', falls: 'hidden @6xl:flex', pixels: 240, sorts: false },
  crew: { class: 'w-36', falls: 'hidden @4xl:flex', pixels: 144, sorts: false },
  scheduledOn: { class: 'w-26', falls: 'hidden @2xl:flex', pixels: 104, sorts: true },
  dueOn: { class: 'w-26', falls: 'hidden @3xl:flex', pixels: 104, sorts: true },
  priority: { class: 'w-14 justify-end', falls: 'hidden @3xl:flex', pixels: 56, sorts: false },
  blockedReason: { class: 'w-52', falls: 'hidden @5xl:flex', pixels: 208, sorts: false },
  doneOn: { class: 'w-26', falls: 'hidden @5xl:flex', pixels: 104, sorts: false },
  stateSince: { class: 'w-44', falls: 'hidden @7xl:flex', pixels: 176, sorts: true },
}

const FIXED_PIXELS = 56 + 200 + 20 + 32
const GAP_PIXELS = 12

/** Class of a cell: chosen columns stay and the table scrolls, usual ones fall away. */
export function cellClass(column: OrderColumn, isChosen: boolean): string {
  const look = columnLooks[column]
  return `shrink-0 whitespace-nowrap ${look.class} ${isChosen || look.falls === '' ? 'flex' : look.falls}`
}

/** The width below which a table of chosen columns scrolls sideways. */
export function widthOf(columns: readonly OrderColumn[]): number {
  return columns.reduce(
    (sum, column) => sum + columnLooks[column].pixels + GAP_PIXELS,
    FIXED_PIXELS,
  )
}

import { newId, type Id } from '@changeover/shared/commands'
import type { Cells, InputListName } from '@changeover/shared/planning'
import { buildSite } from './network.ts'
import { createRollout, generateOrders } from './rollout.ts'
import type { Client, TestServer } from './server.ts'

/** Four sites in two states, two of one name, with an order each. */
export async function buildInputsScene(server: TestServer, manager: Client): Promise<void> {
  const { db } = server.opened.services
  await buildSite(db, { name: 'Alder', ports: [{}] })
  await buildSite(db, { name: 'Birch', region: 'US-OR', ports: [{}] })
  await buildSite(db, { name: 'Twin', ports: [{}] })
  await buildSite(db, { name: 'Twin', ports: [{}] })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
}

/** Reads and changes lists of inputs as the grid does; for `manager` where nobody else is named. */
export function inputRows(manager: () => Client) {
  /** The rows of a list, as their cells. */
  async function rowsOf(list: InputListName, client = manager(), search = '') {
    const { rows } = await client.inputs.list.query({ list, search })
    return rows
  }

  async function rowWith(list: InputListName, cells: Cells, client = manager()) {
    const rows = await rowsOf(list, client)
    const found = rows.find((row) =>
      Object.entries(cells).every(([key, text]) => row.cells[key] === text),
    )
    if (!found) throw new Error(`No row with ${JSON.stringify(cells)}`)
    return found
  }

  type Row = { id: Id<'Input'> | string; cells: Cells }
  const change = (
    list: InputListName,
    row: Row | null,
    after: Cells | null,
    client: Client | undefined,
  ) =>
    (client ?? manager()).inputs.change.mutate({
      commandId: newId(),
      data: { list, changes: [{ id: row?.id ?? null, before: row?.cells ?? null, after }] },
    })

  return {
    rowsOf,
    rowWith,
    add: (list: InputListName, after: Cells, client?: Client) => change(list, null, after, client),
    edit: (list: InputListName, row: Row, after: Cells, client?: Client) =>
      change(list, row, after, client),
    remove: (list: InputListName, row: Row, client?: Client) => change(list, row, null, client),
    undo: (commandId: string, client = manager()) =>
      client.inputs.undo.mutate({ commandId: newId(), data: { commandId } }),
  }
}

/** A crew as a row of the list, that works on Mondays. */
export const crew = (name: string, more: Cells = {}): Cells => ({
  crew: name,
  skills: 'AC; DC',
  region: 'US-WA',
  timeZone: 'America/Los_Angeles',
  Mon: '8:00 - 16:30',
  ...more,
})

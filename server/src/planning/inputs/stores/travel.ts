import { sql } from 'kysely'
import { derivedId } from '../derived-id.ts'
import { EVERYWHERE, idsOf, keptRows, type InputStore } from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/** How fast crews travel by area type, and what a visit is given for travel before routes are known. */
export const travel: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{ areaType: string; speedKmh: number; allowanceMinutes: number }>`
      select area_type, speed_kmh, allowance_minutes from ${tableThen('travel_speed', wish.asOf)} t
      order by array_position(array['urban', 'suburban', 'rural'], area_type)
    `.execute(db)
    const ids = idsOf(wish)
    return rows
      .map(({ areaType, speedKmh, allowanceMinutes }) => ({
        id: derivedId('travel', areaType),
        cells: { area: areaType, speed: String(speedKmh), allowance: String(allowanceMinutes) },
        regions: [EVERYWHERE],
      }))
      .filter(({ id }) => ids === null || ids.includes(id))
  },

  regionsOf: () => [EVERYWHERE],

  async write(work, changes) {
    const rows = keptRows(changes, ({ area, speed, allowance }) => ({
      area_type: area,
      speed_kmh: Number(speed),
      allowance_minutes: Number(allowance),
    }))
    await sql`
      update travel_speed t set speed_kmh = r.speed_kmh, allowance_minutes = r.allowance_minutes, version = t.version + 1
      from jsonb_to_recordset(${rows}::jsonb) as r(area_type text, speed_kmh numeric, allowance_minutes integer)
      where t.area_type = r.area_type
    `.execute(work.tx)
  },
}

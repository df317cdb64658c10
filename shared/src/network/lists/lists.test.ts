import { describe, expect, it } from 'vitest'
import { countHomeKits, homeKits } from './home-kits.ts'
import { stationDetails } from './station-details.ts'

function readKits(rows: string[], options: Parameters<typeof homeKits>[0] = {}) {
  const reader = homeKits(options)
  reader.push(['Order ID,Postal code,Kit type,Ordered,Shipped,Installed', ...rows].join('\n'))
  return reader.finish()
}

describe('a list of home kit orders', () => {
  it('is counted by region and week', () => {
    const { items } = readKits([
      'A1,98402,HF-NACS,2026-11-02,2026-11-05,2026-11-12',
      'A2,98402,HF-NACS,11/3/2026,,',
      'A3,V5K 0A1,HF-NACS,2026-11-03,2026-11-08,',
    ])
    expect(countHomeKits(items)).toEqual([
      { region: 'CA-BC', week: '2026-11-02', ordered: 1, shipped: 1, installed: 0 },
      { region: 'US-WA', week: '2026-11-02', ordered: 2, shipped: 1, installed: 0 },
      { region: 'US-WA', week: '2026-11-09', ordered: 0, shipped: 0, installed: 1 },
    ])
  })

  it('reports every problem by line and column', () => {
    const { problems, items, rejected } = readKits([
      'A1,98402,HF,2026-11-02,,',
      'A1,98402,HF,2026-11-02,,',
      'A2,7105,HF,2026-11-02,,',
      'A3,98402,,soon,,',
      'A4,98402,HF,2026-11-02,2026-11-01,',
      'A5,98402,HF,,,',
    ])
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'Order ID', 'ID_TWICE'],
      [4, 'Postal code', 'POSTAL_CODE_UNKNOWN'],
      [5, 'Ordered', 'DATE_UNREADABLE'],
      [5, 'Kit type', 'VALUE_MISSING'],
      [6, 'Installed', 'DAYS_OUT_OF_ORDER'],
      [7, 'Ordered', 'VALUE_MISSING'],
    ])
    expect(items).toHaveLength(1)
    expect(rejected).toHaveLength(5)
  })

  it('gets its lost zeros back by rule', () => {
    const fixes = new Set(['ZIP_LEADING_ZERO'] as const)
    const { items } = readKits(['A2,7105,HF,2026-11-02,,'], { fixes })
    expect(items).toMatchObject([{ postalCode: '07105', region: 'US-NJ' }])
  })
})

describe('a hardware file', () => {
  it('says model, serial, kit family and funding of stations', () => {
    const reader = stationDetails()
    reader.push('Station ID,Model,Serial Number,Kit family,Funding sources,Note\n')
    reader.push('17,CPE250,213300017,E250-NACS,NEVI,x\n18,CT4021,,,,\n')
    const { items, problems } = reader.finish()
    expect(items).toEqual([
      {
        stationId: '17',
        line: 2,
        model: 'CPE250',
        serial: '213300017',
        kitFamily: 'E250-NACS',
        isFunded: true,
      },
      { stationId: '18', line: 3, model: 'CT4021', serial: null, kitFamily: null, isFunded: null },
    ])
    expect(problems).toMatchObject([{ code: 'COLUMN_UNKNOWN', column: 'Note' }])
  })

  it('needs the id', () => {
    const reader = stationDetails()
    reader.push('Model,Serial\nCPE250,1\n')
    expect(reader.finish()).toMatchObject({ isUnusable: true, items: [] })
  })
})

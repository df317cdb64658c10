/** Workbooks as spreadsheets write them, good and bad. For tests only. */
import { crc32, deflateRawSync } from 'node:zlib'

/** A ZIP archive of the given files. */
export function zip(files: Record<string, Buffer | string>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...directory, end])
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A workbook with these rows on each of its sheets; `sheetXml` is written in place of the rows. */
export function workbook(rows: (string | number)[][], sheets = 1, sheetXml?: string): Buffer {
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<v>${value}</v>` : `<is><t>${value}</t></is>`
  const xml = rows
    .map((row, y) => {
      const cells = row.map((value, x) => {
        const type = typeof value === 'number' ? 'n' : 'inlineStr'
        const name = `${String.fromCharCode(65 + x)}${y + 1}`
        return `<c r="${name}" t="${type}">${cell(value)}</c>`
      })
      return `<row r="${y + 1}">${cells.join('')}</row>`
    })
    .join('')
  const names = Array.from({ length: sheets }, (_unused, index) => index + 1)
  return zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names
      .map((id) => `<sheet name="S${id}" sheetId="${id}" r:id="rId${id}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}">${names
      .map(
        (id) =>
          `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
      )
      .join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((id) => [
        `xl/worksheets/sheet${id}.xml`,
        sheetXml ?? `<worksheet xmlns="${MAIN}"><sheetData>${xml}</sheetData></worksheet>`,
      ]),
    ),
  })
}

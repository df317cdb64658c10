/**
 * The fields of sites, stations and ports that people may set by hand, one record or thousands at
 * once. What the source says of them is kept beside, so a later import changes only what nobody has
 * set. The screen's form, the command's check, the export's columns and the CSV that comes back all
 * read this list.
 */
import { z } from 'zod'
import { keysOf } from '../../table/index.ts'
import { DaySchema } from '../../time/index.ts'
import { pointOf, pointText } from '../record/point.ts'
import { levels, LevelSchema } from '../standards.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
const optional = (max: number) => text(max).nullable()

const timeZone = z.string().refine((name) => Intl.supportedValuesOf('timeZone').includes(name), {
  error: 'A time zone such as America/Los_Angeles.',
})

/** How a form asks for the field. */
export type FieldKind = 'text' | 'long' | 'day' | 'yes_no' | 'choice' | 'point'

/** What a field belongs to. */
export const editedKinds = ['site', 'station', 'port'] as const
export type EditedKind = (typeof editedKinds)[number]

interface EditableField {
  readonly of: EditedKind
  readonly kind: FieldKind
  readonly schema: z.ZodType<string | boolean | null>
  readonly isNullable: boolean
  readonly options?: readonly string[]
}

const site = (kind: FieldKind, schema: EditableField['schema'], isNullable = true) =>
  ({ of: 'site', kind, schema, isNullable }) as const
const station = (
  kind: FieldKind,
  schema: EditableField['schema'],
  isNullable = true,
  options?: readonly string[],
): EditableField => ({ of: 'station', kind, schema, isNullable, ...(options ? { options } : {}) })

/** A latitude and a longitude are one value: half of it would be another place. */
const point = z
  .string()
  .refine((text) => pointOf(text) !== null, { error: 'A place such as 47.6038, -122.3301.' })
  .transform((text) => {
    const read = pointOf(text)
    return read === null ? text : pointText(read)
  })

const statuses = ['open', 'planned', 'unavailable', 'unknown'] as const
const accesses = ['public', 'private'] as const

export const EDITABLE_FIELDS = {
  name: site('text', text(200), false),
  street: site('text', optional(200)),
  city: site('text', optional(100)),
  region: site('text', z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/), false),
  postalCode: site('text', optional(20)),
  timeZone: site('text', timeZone, false),
  coordinates: site('point', point.nullable()),
  hostContact: site('long', optional(500)),
  accessNotes: site('long', optional(2000)),
  stationName: station('text', text(200), false),
  network: station('text', optional(100)),
  status: station('choice', z.enum(statuses), false, statuses),
  access: station('choice', z.enum(accesses).nullable(), true, accesses),
  model: station('text', optional(100)),
  serial: station('text', optional(100)),
  kitFamily: station('text', optional(50)),
  phone: station('text', optional(50)),
  facilityType: station('text', optional(100)),
  openedOn: station('day', DaySchema.nullable()),
  isFunded: station('yes_no', z.boolean().nullable()),
  level: {
    of: 'port',
    kind: 'choice',
    schema: LevelSchema.nullable(),
    isNullable: true,
    options: levels,
  },
} as const satisfies Record<string, EditableField>

export type FieldName = keyof typeof EDITABLE_FIELDS
export type FieldValue = string | boolean | null

export const fieldNames = keysOf(EDITABLE_FIELDS)
export const fieldsOf = (kind: EditedKind) =>
  fieldNames.filter((field) => EDITABLE_FIELDS[field].of === kind)

/** Those that many records can share: every site has coordinates of its own. */
export const sharedFieldNames = fieldNames.filter((field) => field !== 'coordinates')

/**
 * One field and its new value; null takes the value away. With `from`, only records that have just
 * that value now get the new one, such as ports whose level nobody knows.
 */
export const FieldChangeSchema = z
  .object({
    field: z.enum(fieldNames),
    value: z.union([z.string(), z.boolean(), z.null()]),
    from: z.union([z.string(), z.boolean(), z.null()]).optional(),
  })
  .transform((change, context): FieldChange => {
    const parsed = EDITABLE_FIELDS[change.field].schema.safeParse(change.value)
    if (parsed.success) return { ...change, value: parsed.data }
    const message = parsed.error.issues[0]?.message ?? 'Not valid.'
    context.addIssue({ code: 'custom', path: [change.field], message })
    return z.NEVER
  })

export interface FieldChange {
  field: FieldName
  value: FieldValue
  from?: FieldValue | undefined
}

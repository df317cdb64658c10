/**
 * The fields of sites and stations that people may set by hand, one record or thousands at once.
 * What the source says of them is kept beside, so a later import changes only what nobody has set.
 * Coordinates are a station's own and are not set for many at once. The screen's form, the
 * command's check, the export's columns and the CSV that comes back all read this list.
 */
import { z } from 'zod'
import { DaySchema } from '../../time/index.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
const optional = (max: number) => text(max).nullable()

const timeZone = z.string().refine((name) => Intl.supportedValuesOf('timeZone').includes(name), {
  error: 'A time zone such as America/Los_Angeles.',
})

/** How a form asks for the field. */
export type FieldKind = 'text' | 'long' | 'day' | 'yes_no' | 'choice'

interface EditableField {
  readonly of: 'site' | 'station'
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

const statuses = ['open', 'planned', 'unavailable', 'unknown'] as const
const accesses = ['public', 'private'] as const

export const EDITABLE_FIELDS = {
  name: site('text', text(200), false),
  street: site('text', optional(200)),
  city: site('text', optional(100)),
  region: site('text', z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/), false),
  postalCode: site('text', optional(20)),
  timeZone: site('text', timeZone, false),
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
} as const satisfies Record<string, EditableField>

export type FieldName = keyof typeof EDITABLE_FIELDS
export type FieldValue = string | boolean | null

// The keys of a constant object are its key type.
export const fieldNames = Object.keys(EDITABLE_FIELDS) as FieldName[]
export const fieldsOf = (subject: 'site' | 'station') =>
  fieldNames.filter((field) => EDITABLE_FIELDS[field].of === subject)

/** Why a record keeps its value. */
export const editRefusals = ['HAS_ORDERS', 'FUNDED_BY_SOURCE'] as const
export type EditRefusal = (typeof editRefusals)[number]

/** What is known of a record before it is edited. */
export interface EditSubject {
  /** Work orders that are not cancelled. */
  readonly hasOrders: boolean
  /** The source itself says that the station is federally funded. */
  readonly isFundedBySource: boolean
}

/**
 * Whether a record may get the value. Progress is counted by region and hardware family, so both
 * stay once there are orders; and nobody takes the funding mark off a station whose source says
 * funded, as it is what keeps the port's CCS1.
 */
export function refusalOf(
  field: FieldName,
  value: FieldValue,
  subject: EditSubject,
): EditRefusal | null {
  if ((field === 'region' || field === 'kitFamily') && subject.hasOrders) return 'HAS_ORDERS'
  if (field === 'isFunded' && value !== true && subject.isFundedBySource) return 'FUNDED_BY_SOURCE'
  return null
}

/** One field and its new value; null takes the value away. */
export const FieldChangeSchema = z
  .object({
    field: z.enum(fieldNames),
    value: z.union([z.string(), z.boolean(), z.null()]),
  })
  .superRefine(({ field, value }, context) => {
    const parsed = EDITABLE_FIELDS[field].schema.safeParse(value)
    if (!parsed.success)
      context.addIssue({
        code: 'custom',
        path: [field],
        message: parsed.error.issues[0]?.message ?? 'Not valid.',
      })
  })
  .transform(({ field, value }) => ({
    field,
    value: typeof value === 'string' ? value.trim() : value,
  }))
export type FieldChange = z.infer<typeof FieldChangeSchema>

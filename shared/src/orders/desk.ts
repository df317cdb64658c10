/** How somebody looks at the table of orders: columns, and views that are kept, alone or with others. */
import { z } from 'zod'
import { RoleSchema } from '../accounts/index.ts'
import { IdSchema } from '../commands/index.ts'

/** What the table can show; `number` and `site` always stand first. */
export const ORDER_COLUMNS = [
  'state',
  'charge',
  'milestone',
  'ports',
  'kit',
  'crew',
  'scheduledOn',
  'dueOn',
  'priority',
  'blockedReason',
  'doneOn',
  'stateSince',
] as const
export const OrderColumnSchema = z.enum(ORDER_COLUMNS)
export type OrderColumn = z.infer<typeof OrderColumnSchema>

/** What stands there until somebody chooses. */
export const USUAL_COLUMNS: readonly OrderColumn[] = [
  'state',
  'charge',
  'ports',
  'kit',
  'crew',
  'scheduledOn',
  'stateSince',
]

/** Keeps the first of each, in the order chosen. */
const columns = z
  .array(OrderColumnSchema)
  .max(ORDER_COLUMNS.length * 2)
  .transform((chosen) => [...new Set(chosen)])

/** Who sees a view beside its owner: a team is the people of a role. */
export const SharingSchema = z.union([z.enum(['nobody', 'everybody']), RoleSchema])
export type Sharing = z.infer<typeof SharingSchema>

/** The part of the page's address that a view keeps: filters and sorting, by name. */
const query = z.record(z.string().regex(/^[a-zA-Z]{1,30}$/), z.string().max(500))

const view = z.object({
  name: z.string().trim().min(1, { error: 'Enter a name.' }).max(60),
  query,
  columns: columns.nullable().default(null),
  sharedWith: SharingSchema.default('nobody'),
})

/** Keeps a new view, or changes one's own. */
export const SaveViewSchema = view.extend({
  viewId: IdSchema('OrderView').nullable().default(null),
})
export type SaveView = z.infer<typeof SaveViewSchema>

export const OrderViewSchema = view.extend({
  id: IdSchema('OrderView'),
  version: z.int(),
  isMine: z.boolean(),
  ownerName: z.string(),
})
export type OrderView = z.infer<typeof OrderViewSchema>

/** What is left out stays. `defaultView` is the id of a kept view or the name of a built-in one. */
export const ArrangeDeskSchema = z.object({
  columns: columns.nullable().optional(),
  defaultView: z.string().max(60).nullable().optional(),
})
export type ArrangeDesk = z.infer<typeof ArrangeDeskSchema>

export const OrderDeskSchema = z.object({
  columns: z.array(OrderColumnSchema).nullable(),
  defaultView: z.string().nullable(),
  views: z.array(OrderViewSchema),
})
export type OrderDesk = z.infer<typeof OrderDeskSchema>

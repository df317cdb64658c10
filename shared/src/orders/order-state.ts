import { z } from 'zod'

export const OrderStateSchema = z.enum([
  'planned',
  'scheduled',
  'dispatched',
  'en_route',
  'on_site',
  'in_progress',
  'blocked',
  'done',
  'verified',
  'reopened',
  'cancelled',
])
export type OrderState = z.infer<typeof OrderStateSchema>

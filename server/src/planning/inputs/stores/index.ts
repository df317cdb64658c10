import type { InputListName } from '@changeover/shared/planning'
import type { InputStore } from '../store.ts'
import { absences } from './absences.ts'
import { access } from './access.ts'
import { blackouts } from './blackouts.ts'
import { costs } from './costs.ts'
import { crews } from './crews.ts'
import { deliveries } from './deliveries.ts'
import { depots } from './depots.ts'
import { holidays } from './holidays.ts'
import { milestones } from './milestones.ts'
import { permits } from './permits.ts'
import { priorities } from './priorities.ts'
import { stock } from './stock.ts'
import { territories } from './territories.ts'
import { travel } from './travel.ts'

/** Where each list is kept. */
export const stores: Readonly<Record<InputListName, InputStore>> = {
  territories,
  crews,
  absences,
  holidays,
  depots,
  deliveries,
  stock,
  access,
  permits,
  blackouts,
  travel,
  costs,
  priorities,
  milestones,
}

import type { OrderDetail } from '@changeover/shared/orders'
import type { CrewCommand } from '../store/commands.ts'
import type { Held, KnownKit } from '../store/memory.ts'

/** An answer that says which answer it takes the place of, so that two phones notice each other. */
export function answerTo(
  order: OrderDetail,
  step: string,
  value: string | number | boolean,
): CrewCommand {
  const standing = order.answers.find((answer) => answer.step === step)
  // An answer that an app before this one kept does not know its command.
  const basedOn = standing ? standing.commandId : null
  return {
    name: 'orders.answer',
    data: { orderId: order.id, step, value, ...(basedOn === undefined ? {} : { basedOn }) },
  }
}

/** What the crew sees in place of the plan, with the checklist that the phone goes on with. */
export function differenceOf(
  order: OrderDetail,
  seen: KnownKit | string,
  held: Pick<Held, 'checklists'> | null,
): CrewCommand {
  const name = 'orders.different'
  if (typeof seen === 'string')
    return { name, data: { orderId: order.id, seen: { description: seen.trim() } }, follows: null }
  const { checklistCode, ...kit } = seen
  const isOther = checklistCode !== undefined && checklistCode !== order.checklist?.code
  const checklist = isOther
    ? (held?.checklists?.find(({ code }) => code === checklistCode) ?? null)
    : null
  return {
    name,
    data: {
      orderId: order.id,
      seen: {
        kitTypeId: kit.id,
        ...(checklist ? { checklistVersion: checklist.version } : {}),
      },
    },
    follows: { kit, checklist },
  }
}

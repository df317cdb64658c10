import { newId } from '@changeover/shared/commands'
import type { OrderDetail, RivalAnswer } from '@changeover/shared/orders'
import type { ChecklistStep } from '@changeover/shared/program'
import { dayAt } from '@changeover/shared/time'
import { computed, ref, shallowRef } from 'vue'
import { scalePhoto } from '../device/photo.ts'
import type { CrewCommand, EvidenceKind } from '../store/commands.ts'
import { emptyDraft, readDraft, saveDraft, type OrderDraft } from '../store/drafts.ts'
import { act, clock, database, minute, orders, shown, status } from '../store/field.ts'
import type { KnownKit } from '../store/memory.ts'
import { localToday } from '../sync/refresh.ts'
import { candidateKits, proposeClosing } from './closing.ts'
import { answerTo, differenceOf } from './crew-says.ts'
import { mustStart, nextCard } from './next-card.ts'

/**
 * One order on the phone: where it stands, what comes next, and what the crew can do. Whatever is
 * begun is in the draft at once; whatever is said becomes a command at once.
 */
export function useOrder(orderId: string) {
  const order = computed(() => orders.value.get(orderId))
  // Shallow: what goes into the database must not be wrapped.
  const draft = shallowRef<OrderDraft | null>(null)
  const isWorking = ref(false)

  const card = computed(() => {
    void minute.value
    if (!order.value || !draft.value) return null
    return nextCard(order.value, localToday(clock), draft.value.step)
  })
  const kits = computed(() =>
    order.value ? candidateKits(order.value, shown.held?.kits ?? []) : [],
  )
  const closing = computed(() => {
    void minute.value
    if (!order.value || !draft.value) return null
    const today = dayAt(clock.now(), order.value.site.timeZone)
    return proposeClosing(order.value, draft.value, kits.value, today)
  })
  const refusals = computed(() =>
    shown.outbox.filter(({ state, data }) => state === 'refused' && data.orderId === orderId),
  )

  async function load(): Promise<void> {
    const known = order.value
    if (known) draft.value = await readDraft(database(), known.id).catch(() => emptyDraft(known.id))
  }

  /** Keeps what was begun, before anything else happens. */
  async function begin(change: Partial<OrderDraft>): Promise<void> {
    if (!draft.value) return
    draft.value = { ...draft.value, ...change }
    await saveDraft(database(), draft.value).catch((error: unknown) => {
      status.problem = { kind: 'full', reason: String(error) }
    })
  }

  const refOf = (known: OrderDetail) => ({ orderId: known.id })
  const started = (known: OrderDetail): CrewCommand[] =>
    mustStart(known) ? [{ name: 'orders.start', data: refOf(known) }] : []

  async function move(name: 'orders.arrive' | 'orders.unblock'): Promise<void> {
    if (order.value) await act([{ name, data: refOf(order.value) }])
  }

  async function answer(
    steps: readonly Pick<ChecklistStep, 'key'>[],
    value: string | number | boolean,
  ): Promise<void> {
    const known = order.value
    if (!known || !draft.value) return
    const answers = steps.map(({ key }) => answerTo(known, key, value))
    if (!(await act([...started(known), ...answers]))) return
    const typed = { ...draft.value.typed }
    for (const { key } of steps) delete typed[key]
    await begin({ step: null, typed })
  }

  /** A kit's code answers the step, and says what stands here where the plan has another kit or none. */
  async function takeKit(step: Pick<ChecklistStep, 'key'>, kit: KnownKit): Promise<void> {
    const known = order.value
    if (!known) return
    const isPlanned = known.ports.every(
      ({ outcome, kitTypeId }) =>
        outcome !== 'open' || known.kits.some(({ id }) => id === kitTypeId),
    )
    const isAsPlanned = isPlanned && known.kits.some(({ id }) => id === kit.id)
    const seen = isAsPlanned ? [] : [differenceOf(known, kit, shown.held)]
    const answers = [answerTo(known, step.key, kit.code)]
    if (await act([...started(known), ...seen, ...answers])) await begin({ step: null })
  }

  /** The hardware differs: a kit fits it, or words say what it is and the order goes back to planning. */
  async function differ(seen: KnownKit | string): Promise<void> {
    const known = order.value
    if (known && (await act([differenceOf(known, seen, shown.held)])))
      await begin({ sheet: null, step: null, kitTypeId: null })
  }

  /** Decides between answers that two phones gave to one step. */
  async function decide(step: string, value: RivalAnswer['value']): Promise<void> {
    const known = order.value
    const standing = known?.answers.find((answer) => answer.step === step)
    if (!known || !standing) return
    const settles = standing.rivals.map(({ commandId }) => commandId)
    const basedOn = standing.commandId
    await act([
      { name: 'orders.answer', data: { orderId: known.id, step, value, basedOn, settles } },
    ])
  }

  /** Scales, hashes and keeps a photo; its command and its bytes are kept together or not at all. */
  async function photograph(kind: EvidenceKind, file: File): Promise<boolean> {
    const known = order.value
    if (!known) return false
    isWorking.value = true
    try {
      const photo = await scalePhoto(file, shown.held?.keepsPhotoPosition ?? false)
      const named: CrewCommand = {
        name: 'orders.addEvidence',
        data: {
          orderId: known.id,
          evidenceId: newId<'Evidence'>(),
          kind,
          sha256: photo.sha256,
          takenAt: clock.now(),
        },
      }
      const isWork = kind !== 'blocked'
      const commands = isWork ? [...started(known), named] : [named]
      return await act(commands, { ...photo, kind, orderId: known.id })
    } finally {
      isWorking.value = false
    }
  }

  async function block(reason: string): Promise<void> {
    const known = order.value
    if (!known) return
    const data = { orderId: known.id, reason: reason.trim().slice(0, 500) }
    if (await act([{ name: 'orders.block', data }]))
      await begin({ blocked: null, sheet: null, step: null })
  }

  async function close(): Promise<void> {
    const known = order.value
    if (!known || !closing.value?.answer.isAllowed) return
    await act([...started(known), { name: 'orders.close', data: closing.value.data }])
  }

  return {
    order,
    draft,
    card,
    kits,
    closing,
    refusals,
    isWorking,
    load,
    begin,
    move,
    answer,
    takeKit,
    differ,
    decide,
    photograph,
    block,
    close,
  }
}

export type OrderWork = ReturnType<typeof useOrder>

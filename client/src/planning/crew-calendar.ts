import type { BoardBlock } from '@changeover/shared/planning'
import { isDay, type Day } from '@changeover/shared/time'
import {
  createCalendar,
  destroyCalendar,
  Interaction,
  ResourceTimeline,
  type Calendar,
} from '@event-calendar/core'
import '@event-calendar/core/index.css'

/** A block as the calendar draws it: its order, its start and the way there. */
export interface CalendarBlock {
  block: BoardBlock
  crewId: string
  dayOn: Day
  startMinute: number
  travelMinutes: number
  isMovable: boolean
  lines: { time: string; site: string; drive: string; label: string }
}

export interface CalendarCrew {
  id: string
  name: string
}

interface Heard {
  /** A block was clicked. */
  onOpen: (orderId: string) => void
  /** A block hangs over a crew's day; nothing has moved yet. */
  onOver: (orderId: string, crewId: string, dayOn: Day, pointer: { x: number; y: number }) => void
  onEnd: () => void
  /** It was let go there; `revert` puts it back. */
  onDrop: (orderId: string, crewId: string, dayOn: Day, revert: () => void) => void
}

/** The crew board: crews as rows, days as columns, the calendar library behind it. */
export class CrewCalendar {
  readonly #calendar: Calendar
  #isDragging = false
  /** What came in while a block was under the pointer; new blocks would end the drag. */
  #waiting: (() => void) | undefined

  constructor(container: HTMLElement, weekOn: Day, locale: string, heard: Heard) {
    this.#calendar = createCalendar(container, [ResourceTimeline, Interaction], {
      view: 'resourceTimelineWeek',
      date: weekOn,
      firstDay: 1,
      locale,
      headerToolbar: { start: '', center: '', end: '' },
      slotDuration: { days: 1 },
      slotWidth: 150,
      height: 'auto',
      editable: true,
      eventDurationEditable: false,
      eventLongPressDelay: 300,
      eventOrder: (one: Calendar.Event, other: Calendar.Event) =>
        drawn(one).startMinute - drawn(other).startMinute,
      resourceLabelContent: ({ resource }: Calendar.ResourceLabelInfo) => resource.title,
      eventContent: ({ event }: Calendar.EventContentInfo) => contentOf(event, heard.onOpen),
      eventDidMount: ({ el, event }: Calendar.EventDidMountInfo) => {
        el.dataset.order = String(event.id)
      },
      eventAllUpdated: () => hush(container),
      dragConstraint: ({ event, jsEvent }: Calendar.EventDropInfo) => {
        const target = placeOf(event)
        // While the page scrolls under a held block the library has no event to hand over.
        const pointer = jsEvent as Calendar.EventDropInfo['jsEvent'] | undefined
        if (target && pointer && 'clientX' in pointer)
          heard.onOver(String(event.id), target.crewId, target.dayOn, {
            x: pointer.clientX,
            y: pointer.clientY,
          })
        return true
      },
      eventDragStart: () => (this.#isDragging = true),
      eventDragStop: () => {
        heard.onEnd()
        this.#isDragging = false
        // After `eventDrop`, which follows at once and still needs the blocks as they were.
        queueMicrotask(() => this.#waiting?.())
      },
      eventDrop: ({ event, revert }: Calendar.EventDropInfo) => {
        const target = placeOf(event)
        if (target) heard.onDrop(String(event.id), target.crewId, target.dayOn, revert)
        else revert()
      },
    })
  }

  /** Draws a week; while a block is dragged, once it is let go. */
  show(weekOn: Day, crews: readonly CalendarCrew[], blocks: readonly CalendarBlock[]): void {
    if (this.#isDragging) {
      this.#waiting = () => this.show(weekOn, crews, blocks)
      return
    }
    this.#waiting = undefined
    this.#calendar.setOption('date', weekOn)
    this.#calendar.setOption(
      'resources',
      crews.map(({ id, name }) => ({ id, title: name })),
    )
    this.#calendar.setOption('events', blocks.map(toEvent))
  }

  close(): void {
    void destroyCalendar(this.#calendar)
  }
}

/**
 * The library marks its boxes up as half a table, which confuses more than it says. Each block says
 * its crew and day itself.
 */
function hush(container: HTMLElement): void {
  container.querySelector('nav')?.setAttribute('role', 'presentation')
  for (const box of container.querySelectorAll(
    '[role="table"], [role="rowgroup"], [role="row"], [role="rowheader"], [role="columnheader"], [role="cell"]',
  ))
    for (const { name } of Array.from(box.attributes))
      if (name.startsWith('aria-')) box.removeAttribute(name)
      else if (name === 'role') box.setAttribute('role', 'presentation')
}

function toEvent(own: CalendarBlock): Calendar.EventInput {
  const { block, crewId, dayOn, startMinute, isMovable } = own
  const at = (minute: number) => {
    const within = Math.max(0, Math.min(1439, Math.round(minute)))
    const pad = (value: number) => String(value).padStart(2, '0')
    return `${dayOn}T${pad(Math.trunc(within / 60))}:${pad(within % 60)}:00`
  }
  return {
    id: block.orderId,
    resourceIds: [crewId],
    start: at(startMinute),
    end: at(startMinute + Math.max(1, block.minutes)),
    editable: isMovable,
    startEditable: isMovable,
    classNames: ['crew-block', `crew-block-${block.charge.toLowerCase()}`, changeClass(block)],
    extendedProps: { own },
  }
}

function changeClass({ change }: BoardBlock): string {
  return change === 'added' || change === 'moved' ? 'crew-block-new' : 'crew-block-kept'
}

function drawn({ extendedProps }: Calendar.Event): CalendarBlock {
  // Put there by `toEvent`, the only one that makes events.
  return extendedProps.own as CalendarBlock
}

function contentOf(event: Calendar.Event, onOpen: Heard['onOpen']): { domNodes: Node[] } {
  const { lines } = drawn(event)
  const part = (text: string, name: string) => {
    const element = document.createElement('span')
    element.className = name
    element.textContent = text
    return element
  }
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'crew-block-open'
  button.addEventListener('click', () => onOpen(String(event.id)))
  if (lines.drive) button.append(part(lines.drive, 'crew-block-drive'))
  button.append(
    part(lines.time, 'crew-block-time'),
    part(lines.site, 'crew-block-site'),
    part(lines.label, 'sr-only'),
  )
  return { domNodes: [button] }
}

/** Where an event hangs: its resource, and the day of its start on the calendar's own clock. */
function placeOf({ resourceIds, start }: Calendar.Event): { crewId: string; dayOn: Day } | null {
  const pad = (value: number) => String(value).padStart(2, '0')
  const day = `${start.getFullYear()}-${pad(start.getMonth() + 1)}-${pad(start.getDate())}`
  return resourceIds.length > 0 && isDay(day)
    ? { crewId: String(resourceIds[0]), dayOn: day }
    : null
}

import { EVENT_KINDS } from '@changeover/shared/history'
import { expect, it } from 'vitest'
import { eventSentences } from './event-sentences.en.ts'

it('every kind of event has its sentence, and no sentence is about a kind that there is not', () => {
  const named = EVENT_KINDS.map((kind) => kind.replaceAll('.', '_'))
  expect(Object.keys(eventSentences).toSorted()).toEqual(named.toSorted())
  expect(new Set(Object.values(eventSentences)).size).toBe(EVENT_KINDS.length)
})

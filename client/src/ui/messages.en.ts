import { eventSentences } from './event-sentences.en.ts'

export default {
  title: 'History',
  none: 'Nothing has happened to it yet.',
  more: 'Show earlier',
  moreFields: 'and {count} further field | and {count} further fields',
  by: '{who}, {when}',
  someone: 'The installation',
  device: 'device {name}',
  reported: 'reached the office {when}',
  undo: 'Take back',
  undone: 'Taken back',
  event: eventSentences,
  field: {
    scheduledOn: 'Planned for',
    dueOn: 'Due',
    gateOn: 'Gate',
    targetOn: 'Target',
    crew: 'Crew',
    state: 'State',
    kit: 'Kit',
  },
}

/** What leaves the house: frozen links, the weekly mail. The words of a mail are made here, so that a preview is the mail. */
export {
  ExecutiveLinkSchema,
  LINK_DAYS,
  WeeklyMailSchema,
  type ExecutiveLink,
} from './executive-link.ts'
export {
  composeWeeklyMail,
  type Mail,
  type MilestoneWeek,
  type WeeklyFacts,
} from './weekly-mail.ts'

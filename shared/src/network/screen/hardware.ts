/** What is known of a site's hardware, what has to be looked at, and which kits fit. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { InstantSchema } from '../../time/index.ts'
import { hardwareQuestionCodes } from '../hardware/questions.ts'

const QuestionCodeSchema = z.enum(hardwareQuestionCodes)

/** What somebody saw at a station. */
export const ObserveHardwareSchema = z.object({
  stationId: IdSchema('Station'),
  question: QuestionCodeSchema,
  answer: z.string().trim().min(1).max(100),
})

export const SiteHardwareSchema = z.array(
  z.object({
    stationId: IdSchema('Station'),
    name: z.string(),
    family: z.string().nullable(),
    serial: z.string().nullable(),
    /** What has to be looked at yet. */
    questions: z.array(
      z.object({ code: QuestionCodeSchema, because: z.string(), options: z.array(z.string()) }),
    ),
    /** What was seen, the latest first; all of it is kept. */
    observations: z.array(
      z.object({
        question: z.string(),
        answer: z.string(),
        by: z.string().nullable(),
        at: InstantSchema,
        orderNumber: z.number().nullable(),
      }),
    ),
    /** By port without NACS: the kit that fits, or why none can be named. */
    kits: z.array(
      z.object({
        portId: IdSchema('Port'),
        number: z.int(),
        kit: z.string().nullable(),
        /** `FAMILY_UNKNOWN`, `SIDE_UNKNOWN`, or the reason of an exception. */
        reason: z.string().nullable(),
        /** The kit takes the CHAdeMO connector's place. */
        takesChademo: z.boolean(),
      }),
    ),
  }),
)
export type SiteHardware = z.infer<typeof SiteHardwareSchema>

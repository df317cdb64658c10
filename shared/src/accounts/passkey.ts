import { z } from 'zod'

const base64url = z.string().regex(/^[\w-]*$/)

export const PasskeyNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'Say which device it is on.' })
  .max(100)

const credential = z.object({
  id: base64url.max(2_000),
  rawId: base64url.max(2_000),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})

/** What a browser says of a passkey that was just made (WebAuthn's RegistrationResponseJSON). */
export const CreatedPasskeySchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url.max(10_000),
    attestationObject: base64url.max(20_000),
    transports: z.array(z.string().max(50)).max(10).optional(),
  }),
})
export type CreatedPasskey = z.infer<typeof CreatedPasskeySchema>

/** What a browser says when a passkey has signed (WebAuthn's AuthenticationResponseJSON). */
export const SignedChallengeSchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url.max(10_000),
    authenticatorData: base64url.max(10_000),
    signature: base64url.max(10_000),
    userHandle: base64url.max(200).nullish(),
  }),
})
export type SignedChallenge = z.infer<typeof SignedChallengeSchema>

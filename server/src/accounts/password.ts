import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19 * 1024, passes: 2, parallelism: 1, tagLength: 32 }

/** `argon2id$<salt>$<tag>`, both base64url. A salt of its own for each password. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { ...cost, message: password, nonce })
  return `argon2id$${nonce.toString('base64url')}$${tag.toString('base64url')}`
}

/** Whether `password` is the one that `hash` was made of. Takes the same time whichever byte differs. */
export async function verifyPassword({
  password,
  hash,
}: {
  password: string
  hash: string
}): Promise<boolean> {
  const [algorithm, salt, expected] = hash.split('$')
  if (algorithm !== 'argon2id' || !salt || !expected) return false
  const tag = await derive('argon2id', {
    ...cost,
    message: password,
    nonce: Buffer.from(salt, 'base64url'),
  })
  const wanted = Buffer.from(expected, 'base64url')
  return tag.length === wanted.length && timingSafeEqual(tag, wanted)
}

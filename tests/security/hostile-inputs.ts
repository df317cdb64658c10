import { z } from 'zod'

/**
 * Inputs that an attacker would try, made from a procedure's own schema: one that is valid, and for
 * each place in it one with something hostile there and everything else valid, so that what the schema
 * lets through gets as far as the database.
 */
const HOSTILE_TEXTS = [
  `'; create table stolen (); --`,
  `x' or '1'='1`,
  `") union select 1; --`,
  '$1 \\',
  '%_%\u0000',
]
const HOSTILE_NUMBERS = [1e300, -1, 2 ** 31, 2 ** 53, 0.5]
/** Texts of the shapes that schemas ask for; the first that fits is taken. */
const SHAPES = [
  'x',
  '0198c0de-0000-7000-8000-000000000000',
  '2026-11-02',
  '2026-11-02T00:00:00Z',
  '08:00',
  'US-WA',
  'America/Los_Angeles',
  'someone@example.org',
  'a long enough text',
  'a'.repeat(64),
  '7',
]
const DEEPEST = 8

const NodeSchema = z.looseObject({
  type: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
})
type Node = z.infer<typeof NodeSchema>

/** The valid input first, then the hostile ones. */
export function attacksOn(schema: z.ZodType): unknown[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', cycles: 'ref' })
  return [exampleOf(root), ...hostile(root)]
}

function nodeOf(part: unknown): Node {
  return NodeSchema.catch({}).parse(part)
}

function choicesOf(node: Node): unknown[] {
  return node.anyOf ?? node.oneOf ?? []
}

/** Something that the schema takes, as far as its shape tells. */
function exampleOf(part: unknown, depth = 0): unknown {
  const node = nodeOf(part)
  if (depth > DEEPEST) return null
  if ('const' in node) return node.const
  if (node.enum) return node.enum[0]
  const [choice] = choicesOf(node)
  if (choice) return exampleOf(choice, depth + 1)
  switch (node.type) {
    case 'string':
      return textFor(node)
    case 'integer':
    case 'number':
      return node.minimum ?? (node.exclusiveMinimum ?? 0) + 1
    case 'boolean':
      return true
    case 'array':
      return node.prefixItems
        ? node.prefixItems.map((item) => exampleOf(item, depth + 1))
        : Array.from({ length: node.minItems ?? 0 }, () => exampleOf(node.items, depth + 1))
    case 'object':
      return Object.fromEntries(
        Object.entries(node.properties ?? {})
          .filter(([name]) => node.required?.includes(name))
          .map(([name, property]) => [name, exampleOf(property, depth + 1)]),
      )
    default:
      return null
  }
}

function textFor({ pattern, minLength = 0 }: Node): string {
  const fits = pattern ? new RegExp(pattern) : /^/
  return SHAPES.find((text) => text.length >= minLength && fits.test(text)) ?? 'x'.repeat(minLength)
}

/** The valid input with one place of it hostile, for each place. */
function hostile(part: unknown, depth = 0): unknown[] {
  const node = nodeOf(part)
  if (depth > DEEPEST) return []
  const choices = choicesOf(node)
  if (choices.length > 0) return choices.flatMap((choice) => hostile(choice, depth + 1))
  if ('const' in node || node.enum) return HOSTILE_TEXTS.slice(0, 1)
  switch (node.type) {
    case 'string':
      return HOSTILE_TEXTS
    case 'integer':
    case 'number':
      return HOSTILE_NUMBERS
    case 'array':
      return hostile(node.items, depth + 1).map((item) => [item])
    case 'object':
      return hostileObjects(node, depth)
    default:
      return []
  }
}

function hostileObjects(node: Node, depth: number): unknown[] {
  const example = exampleOf(node, depth) as Record<string, unknown> // An object's example is one.
  const named = Object.entries(node.properties ?? {}).flatMap(([name, property]) =>
    hostile(property, depth + 1).map((value) => ({ ...example, [name]: value })),
  )
  const others =
    typeof node.additionalProperties === 'object'
      ? hostile(node.additionalProperties, depth + 1).map((value) => ({ ...example, x: value }))
      : []
  return [...named, ...others]
}

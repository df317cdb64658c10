import { isAllowed, type Actor, type ProcedureName } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { initTRPC, type TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import type { RequestContext } from './context.ts'
import { toTrpcError } from './failure.ts'

interface Meta {
  /** The row of the permission table that decides who may call this. */
  name: ProcedureName
}

const trpc = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    defaultMeta: { name: 'accounts.me' },
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        error:
          error.cause instanceof AppError
            ? error.cause.code
            : error.cause instanceof ZodError
              ? 'INVALID'
              : 'UNEXPECTED',
        details: error.cause instanceof AppError ? error.cause.details : {},
        fields:
          error.cause instanceof ZodError
            ? error.cause.issues.map(({ path, message }) => ({ path: path.map(String), message }))
            : [],
      },
    }),
  })

export const { router, mergeRouters, createCallerFactory } = trpc

/** What a resolver behind `procedure` knows: the request, and who asks. */
export type SignedInContext = RequestContext & { actor: Actor }

const errorsAsCodes = trpc.middleware(async ({ next, ctx, path }) => {
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error.cause ?? result.error, { log: ctx.log, path })
  return result
})

/** A refusal below is thrown on as it is, so that the span knows it; the border makes it an answer. */
const traced = trpc.middleware(({ next, ctx, path, type }) =>
  ctx.tracing.span(
    { name: path, attributes: { 'rpc.system': 'trpc', 'rpc.type': type } },
    async () => {
      const result = await next()
      if (!result.ok) throw result.error
      return result
    },
  ),
)

/**
 * The start of every procedure for people who are signed in. It takes the procedure's name, which
 * is its row in the permission table: one that names nobody does not compile.
 */
export function procedure(name: ProcedureName) {
  return trpc.procedure
    .meta({ name })
    .use(errorsAsCodes)
    .use(traced)
    .use(({ ctx, next, type }) => {
      if (!ctx.actor) throw appError(new AppError('SIGNED_OUT'))
      if (!isAllowed(name, ctx.actor.role))
        throw appError(new AppError('FORBIDDEN', { procedure: name, role: ctx.actor.role }))
      if (type === 'mutation' && !ctx.mayWrite) throw appError(new AppError('TOKEN_READS_ONLY'))
      return next({ ctx: { ...ctx, actor: ctx.actor } })
    })
}

/** The start of the few procedures that need no session; the table must say `public`. */
export function publicProcedure(name: ProcedureName) {
  if (!isAllowed(name, 'public')) throw new Error(`${name} is not public in the permission table`)
  return trpc.procedure.meta({ name }).use(errorsAsCodes).use(traced)
}

function appError(cause: AppError): TRPCError {
  return toTrpcError(cause)
}
